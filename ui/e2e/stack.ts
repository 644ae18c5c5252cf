/**
 * The real stack for tests in a real browser: the tracking server with two trained versions, the
 * prediction service and the page, each a process of its own on a free port, with its exact
 * permissions.
 *
 * @module
 */
import { VARIABLES as TRACKING_VARIABLES } from "@mlops/mlflow/server_config";
import { freePort } from "@mlops/processes/free_port";
import { sendSignal } from "@mlops/processes/send_signal";
import { untilAnswers } from "@mlops/processes/until_answers";
import { formatKeys, makeKey } from "@mlops/rights";
import { CLIENT } from "@mlops/testing/oidc_issuer";
import { predictFlags } from "@mlops/testing/predict_process";
import { runTraining } from "@mlops/testing/training_process";
import { buildUi } from "../build.ts";
import { readConfig } from "../config.ts";
import { permissionFlags } from "../permissions.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Token that lets the tests move an alias. */
export const ADMIN_TOKEN = "a token for tests only";

/** The running stack; ends with the block that declares it (`await using`). */
export interface TestStack extends AsyncDisposable {
  /** Address of the page, without a final slash. */
  readonly uiUrl: string;
  /** Address of the prediction service. */
  readonly apiUrl: string;
  /** Address of the tracking server. */
  readonly trackingUri: string;
  /** Ends the prediction service. */
  stopService(): Promise<void>;
  /** Starts it again on the same port and waits until it is ready. */
  startService(): Promise<void>;
  /** Ends the page's server and tells its exit code. */
  stopPage(): Promise<number>;
}

/** What differs from a stack that is open to everyone. */
export interface TestStackOptions {
  /** Issuer by which people sign in; service and page then ask for rights. */
  readonly issuer?: string;
}

/**
 * Builds the page, trains two versions (`1` the champion, `2` with fewer trees), starts everything.
 *
 * @returns The stack, once every part answers.
 */
export async function startTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const directory = await Deno.makeTempDir({ prefix: "ui-e2e-" });
  const dist = await builtPage(directory);
  const [mlflowPort, apiPort, uiPort] = [freePort(), freePort(), freePort()];
  const trackingUri = `http://127.0.0.1:${mlflowPort}`;
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const uiUrl = `http://127.0.0.1:${uiPort}`;
  const tracking = spawn("packages/mlflow/server/main.ts", [
    `--allow-net=127.0.0.1:${mlflowPort}`,
    `--allow-read=${directory}`,
    `--allow-write=${directory}`,
    `--allow-env=${TRACKING_VARIABLES}`,
    "--ignore-env=LOG_STREAM,LOG_TOKENS",
  ], { PORT: `${mlflowPort}`, HOST: "127.0.0.1", MLFLOW_ROOT: directory });
  await untilAnswers(`${trackingUri}/health`, tracking.status);
  await train(trackingUri, []);
  await train(trackingUri, ["--alias=challenger", "--n-estimators=30"]);

  const rights = options.issuer === undefined
    ? { service: {}, page: { UI_ADMIN_TOKEN: ADMIN_TOKEN } }
    : await rightsOf(options.issuer, { uiUrl, directory });
  const startService = () => startPredict(apiPort, trackingUri, rights.service);
  const service = { running: startService() };
  await untilAnswers(`${apiUrl}/readyz`, service.running.status);
  const page = startPage(dist, { uiPort, apiUrl, trackingUri }, rights.page);
  await untilAnswers(`${uiUrl}/healthz`, page.status);
  return {
    uiUrl,
    apiUrl,
    trackingUri,
    stopService: () => end(service.running).then(() => {}),
    async startService() {
      service.running = startService();
      await untilAnswers(`${apiUrl}/readyz`, service.running.status);
    },
    stopPage: () => end(page),
    async [Symbol.asyncDispose]() {
      for (const process of [page, service.running, tracking]) await end(process);
      await Deno.remove(directory, { recursive: true });
    },
  };
}

async function train(trackingUri: string, args: string[]): Promise<void> {
  const { code, stdout, stderr } = await runTraining(trackingUri, { args });
  if (code !== 0) {
    throw new Error(`Cannot train as the program must exit with 0: ${stderr}${stdout}`);
  }
}

/** Settings of a service that takes one key, and of a page that has it and signs people in. */
async function rightsOf(
  issuer: string,
  { uiUrl, directory }: { uiUrl: string; directory: string },
) {
  const file = `${directory}/keys.json`;
  const { key, entry } = await makeKey(
    { name: "page", rights: ["predict", "read"], speaksForOthers: true },
    Date.now(),
  );
  await Deno.writeTextFile(file, formatKeys([entry]));
  return {
    service: { API_KEYS_FILE: file, REQUIRE_RIGHTS: "true" },
    page: {
      API_KEY: key,
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
      UI_PUBLIC_URL: uiUrl,
      SESSION_SECRET: crypto.randomUUID(),
      REQUIRE_RIGHTS: "true",
    },
  };
}

function startPredict(
  port: number,
  trackingUri: string,
  rights: Readonly<Record<string, string>>,
): Deno.ChildProcess {
  const env = {
    ...rights,
    PORT: `${port}`,
    HOST: "127.0.0.1",
    MLFLOW_TRACKING_URI: trackingUri,
    MODEL_POLL_SECONDS: "0.25",
  };
  return spawn("functions/predict/main.ts", predictFlags(env), env);
}

/**
 * Builds a page of the test's own: another test may just put a new one in the place of `ui/dist`.
 *
 * @param directory Folder of the test.
 * @returns Folder of the page, below it.
 */
export async function builtPage(directory: string): Promise<string> {
  const dist = `${directory}/page/dist`;
  await buildUi({ output: new URL(`file://${dist}/`) });
  return dist;
}

/**
 * Starts the server of a page that is built.
 *
 * @param dist Its folder.
 * @param where Its port, and whom it asks.
 * @param settings Further variables.
 * @returns The process; {@linkcode end} ends it.
 */
export function startPage(
  dist: string,
  { uiPort, apiUrl, trackingUri }: { uiPort: number; apiUrl: string; trackingUri: string },
  settings: Readonly<Record<string, string>>,
): Deno.ChildProcess {
  const env = {
    ...settings,
    PORT: `${uiPort}`,
    HOST: "127.0.0.1",
    API_URL: apiUrl,
    MLFLOW_TRACKING_URI: trackingUri,
    ALLOWED_HOSTS: "page.test",
    MLFLOW_PUBLIC_URL: trackingUri,
  };
  const config = readConfig((name) => Object.entries(env).find(([key]) => key === name)?.[1]);
  return spawn(`${dist}/main.js`, permissionFlags(config, `${dist}/site`), env);
}

function spawn(
  program: string,
  permissions: readonly string[],
  env: Readonly<Record<string, string>>,
): Deno.ChildProcess {
  const inherited = ["PATH", "HOME", "DENO_DIR"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return new Deno.Command("deno", {
    args: ["run", "--no-prompt", "--cached-only", ...permissions, program],
    cwd: ROOT,
    clearEnv: true,
    env: { ...Object.fromEntries(inherited), ...env },
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
}

/**
 * Ends a process by SIGTERM.
 *
 * @returns Its exit code.
 */
export async function end(process: Deno.ChildProcess): Promise<number> {
  sendSignal(process, "SIGTERM");
  return (await process.status).code;
}
