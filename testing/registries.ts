import { createTrackingServer } from "@mlops/mlflow/server";
import { referencePython, startRealMlflow } from "./reference.ts";

/** A tracking server with a champion. */
export interface WarmRegistry extends AsyncDisposable {
  /** Its address, without a final slash. */
  readonly url: string;
}

const REPOSITORY = new URL("../", import.meta.url).pathname;
const SHARED = new URL("../../shared/", import.meta.url).pathname;

/**
 * Starts the tracking server of the one-machine stack.
 *
 * @returns The server, with an empty registry.
 */
export async function startRegistry(): Promise<WarmRegistry> {
  const root = await Deno.makeTempDir({ prefix: "registry-" });
  const { fetch } = createTrackingServer({ root });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, fetch);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(root, { recursive: true });
    },
  };
}

/**
 * Starts a real MLflow whose champion the reference's own program has trained.
 *
 * @returns The server.
 * @throws {Error} If the training fails.
 */
export async function startReferenceRegistry(): Promise<WarmRegistry> {
  const mlflow = await startRealMlflow();
  const { success, stderr } = await new Deno.Command(await referencePython(), {
    args: [`${SHARED}baseline/train.py`, `${REPOSITORY}packages/diabetes/data/diabetes.csv`],
    env: { MLFLOW_TRACKING_URI: mlflow.url },
    // MLflow's client writes an mlruns folder where it runs.
    cwd: mlflow.directory,
  }).output();
  if (!success) {
    await mlflow[Symbol.asyncDispose]();
    throw new Error(`Cannot train the reference: ${new TextDecoder().decode(stderr)}`);
  }
  return mlflow;
}
