import { referencePython, startRealMlflow } from "./reference.ts";
import { temporaryServer } from "./temporary_server.ts";

/** A tracking server that listens. */
export interface WarmRegistry extends AsyncDisposable {
  /** Its address, without a final slash. */
  readonly url: string;
}

const REPOSITORY = new URL("../", import.meta.url).pathname;
const SHARED = new URL("../../shared/", import.meta.url).pathname;

/** How the server is started. */
export interface RegistryOptions {
  /** Answers a request in the server's place, or leaves it to the server. */
  readonly gate?: (request: Request) => Promise<Response> | Response | undefined;
  /** Told of errors inside the server. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Starts the tracking server of the one-machine stack in this process, over a new folder that goes
 * with it.
 *
 * @param options What stands before it, and who is told of its errors.
 * @returns The server, with an empty registry.
 */
export function startRegistry(
  { gate = () => undefined, onError }: RegistryOptions = {},
): Promise<WarmRegistry> {
  const temporary = temporaryServer(onError === undefined ? {} : { onError });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => gate(request) ?? temporary.fetch(request),
  );
  return Promise.resolve({
    url: `http://127.0.0.1:${server.addr.port}`,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      temporary[Symbol.dispose]();
    },
  });
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
    args: [`${SHARED}baseline/train.py`, `${REPOSITORY}tasks/diabetes/data/diabetes.csv`],
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
