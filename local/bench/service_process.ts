import { delay } from "@std/async";
import { REFERENCE_TASK } from "@mlops/tasks";
import { readConfig } from "../../functions/predict/config.ts";
import { runFlags } from "../../functions/predict/run/run_flags.ts";
import { freePort } from "@mlops/processes/free_port";

/** A service that runs as a process of its own. */
export interface ServiceProcess extends AsyncDisposable {
  /** Its address, without a final slash. */
  readonly url: string;
  /** Process id. */
  readonly pid: number;
}

const REPOSITORY = new URL("../../", import.meta.url).pathname;
const SHARED = new URL("../../../shared/", import.meta.url).pathname;

/** A patient that both services are asked about, and what the reference forest answers. */
export const SAMPLE = {
  patient: JSON.stringify(REFERENCE_TASK.sample.row),
  probability: 0.7698901075776077,
} as const;

/**
 * Starts the bundle of the prediction service, with exactly its permissions.
 *
 * @param trackingUri Tracking server with a champion.
 * @param env Further variables.
 * @returns The process; it may not answer yet.
 */
export function startPredictBundle(
  trackingUri: string,
  env: Readonly<Record<string, string>> = {},
): ServiceProcess {
  const dist = `${REPOSITORY}functions/predict/dist`;
  const all: Record<string, string> = {
    ...env,
    PORT: `${freePort()}`,
    HOST: "127.0.0.1",
    MLFLOW_TRACKING_URI: trackingUri,
  };
  const config = readConfig((name) => all[name]);
  const files = {
    documentation: `${dist}/swagger-ui`,
    wasm: `${dist}/ort-wasm-simd-threaded.wasm`,
    scorer: `${dist}/scorer/scorer_process.js`,
  };
  const flags = runFlags(config, files);
  return run("deno", ["run", "--no-config", "--cached-only", ...flags, `${dist}/main.js`], all);
}

/**
 * Starts an empty Hono service that echoes a JSON body: the least that an answer costs.
 *
 * @returns The process; it may not answer yet.
 */
export function startEcho(): ServiceProcess {
  const port = `${freePort()}`;
  const flags = [`--allow-net=127.0.0.1:${port}`, "--allow-env=PORT"];
  const program = new URL("echo.ts", import.meta.url).pathname;
  return run("deno", ["run", ...flags, program], { PORT: port });
}

/**
 * Starts the reference service in Python: FastAPI, uvicorn, scikit-learn.
 *
 * @param trackingUri A real MLflow with the reference's champion.
 * @returns The process; it may not answer yet.
 */
export function startReferenceService(trackingUri: string): ServiceProcess {
  const port = `${freePort()}`;
  return run(`${SHARED}baseline/serve`, [port], { PORT: port, MLFLOW_TRACKING_URI: trackingUri });
}

/**
 * Waits for the first right answer of a service.
 *
 * @param key API key, where it asks for one.
 * @returns Once it has answered.
 */
export async function firstAnswer(service: ServiceProcess, key?: string): Promise<void> {
  for (;;) {
    try {
      const response = await fetch(`${service.url}/predict`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...key === undefined ? {} : { authorization: `Bearer ${key}` },
        },
        body: SAMPLE.patient,
      });
      const answer = await response.json();
      if (response.ok && answer.probability === SAMPLE.probability) return;
    } catch (error) {
      // Nobody listens yet, or the model is not there yet.
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    }
    await delay(1);
  }
}

function run(program: string, args: string[], env: Record<string, string>): ServiceProcess {
  const process = new Deno.Command(program, {
    args,
    env,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    url: `http://127.0.0.1:${env["PORT"]}`,
    pid: process.pid,
    async [Symbol.asyncDispose]() {
      process.kill("SIGTERM");
      await process.status;
    },
  };
}
