import { delay } from "@std/async";
import { REFERENCE_TASK } from "@mlops/tasks";
import { readConfig } from "../../functions/predict/config.ts";
import { runFlags } from "../../functions/predict/run/run_flags.ts";
import { freePort } from "@mlops/processes/free_port";
import { sendSignal } from "@mlops/processes/send_signal";

/** A service that runs as a process of its own. */
export interface ServiceProcess extends AsyncDisposable {
  /** Its address, without a final slash. */
  readonly url: string;
  /** Process id. */
  readonly pid: number;
  /** Settles with its exit code once it has ended. */
  readonly ended: Promise<number>;
}

const REPOSITORY = new URL("../../", import.meta.url).pathname;
const SHARED = new URL("../../../shared/", import.meta.url).pathname;

/** A patient that both services are asked about, and what the reference forest answers. */
export const SAMPLE = {
  patient: JSON.stringify(REFERENCE_TASK.sample.row),
  probability: REFERENCE_TASK.sample.probability,
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

/** Longest wait for a first answer, in ms: the reference in Python imports for some seconds. */
const FIRST_ANSWER_MS = 120_000;

/**
 * Waits for the first answer of a service.
 *
 * @param key API key, where it asks for one.
 * @returns Once it has answered.
 * @throws {Error} If it answers as another model, ends, or says nothing for two minutes.
 */
export async function firstAnswer(service: ServiceProcess, key?: string): Promise<void> {
  const cannot = (seen: string) =>
    new Error(
      `Cannot measure ${service.url} as it must answer ${SAMPLE.probability} for the sample: ${seen}`,
    );
  let exitCode: number | undefined;
  service.ended.then((code) => exitCode = code);
  const end = performance.now() + FIRST_ANSWER_MS;
  for (;;) {
    const answered = await askOnce(service.url, key);
    if (answered === SAMPLE.probability) return;
    if (answered !== null) throw cannot(`it answers ${answered}`);
    if (exitCode !== undefined) throw cannot(`it has ended with exit code ${exitCode}`);
    if (performance.now() > end) throw cannot(`it does not within ${FIRST_ANSWER_MS / 1_000} s`);
    await delay(1);
  }
}

/** The probability that a service answers; `null` as long as nobody listens, or there is no model. */
async function askOnce(url: string, key: string | undefined): Promise<unknown> {
  try {
    const response = await fetch(`${url}/predict`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...key === undefined ? {} : { authorization: `Bearer ${key}` },
      },
      body: SAMPLE.patient,
    });
    const answer = await response.json();
    return response.ok ? answer.probability : null;
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    return null;
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
  const ended = process.status.then(({ code }) => code);
  return {
    url: `http://127.0.0.1:${env["PORT"]}`,
    pid: process.pid,
    ended,
    async [Symbol.asyncDispose]() {
      sendSignal(process, "SIGTERM");
      await ended;
    },
  };
}
