import { VARIABLES as TRACKING_VARIABLES } from "@mlops/mlflow/server_config";
import { readConfig as readPredictConfig } from "../functions/predict/config.ts";
import { ownFiles } from "../functions/predict/run/own_files.ts";
import { runFlags as predictFlags } from "../functions/predict/run/run_flags.ts";
import { readConfig as readUiConfig } from "../ui/config.ts";
import { permissionFlags as uiFlags } from "../ui/permissions.ts";
import { CHAMPION } from "@mlops/task";
import type { StackConfig } from "./config.ts";
import { serviceState } from "./service_state.ts";
import type { ProcessCommand } from "@mlops/processes";

/** A part that answers HTTP. */
export interface HttpProcess extends ProcessCommand {
  /** Its address, without a final slash. */
  readonly url: string;
}

/** What every part is told of the machine. */
export interface PartSurroundings {
  /** Ports and folders. */
  readonly config: StackConfig;
  /** Folder of the repository, with a final slash. */
  readonly repository: string;
  /** Folder that takes what the parts print. */
  readonly logs: string;
  /** Looks up an environment variable of the stack itself. */
  readonly env: (name: string) => string | undefined;
}

/** Parts of the stack serve this machine only. */
const HOST = "127.0.0.1";

/** Memory of a service on somebody's table: with it a model file may have 256 MiB, the most that is taken. */
const TABLE_MEMORY_MIB = "2048";

/** Variables that Deno itself needs, and those that people set for a part of the stack. */
const PASSED_ON = [
  "PATH",
  "HOME",
  "DENO_DIR",
  "XDG_CACHE_HOME",
  "ALLOWED_HOSTS",
  "MLFLOW_TRACKING_USERNAME",
  "MLFLOW_TRACKING_PASSWORD",
  "MLFLOW_TRACKING_TOKEN",
  "MODEL_URI",
  "MODEL_POLL_SECONDS",
  "MODEL_ENGINE",
  "MAX_CONCURRENCY",
  "MEMORY_LIMIT_MIB",
  "PREDICTION_LOG",
  "PGPASSWORD",
  "DATABASE_CA",
  "DATASET_URL",
  "USER",
];

/**
 * Describes the tracking server of the stack.
 *
 * @param around Ports and folders.
 * @returns How to start it.
 */
export function trackingPart(around: PartSurroundings): HttpProcess {
  const root = `${around.config.directory}/mlflow`;
  const port = around.config.mlflowPort;
  return httpPart(around, {
    name: "MLflow",
    log: "mlflow",
    port,
    readyPath: "/health",
    args: [
      `--allow-net=${HOST}:${port}`,
      `--allow-read=${root}`,
      `--allow-write=${root}`,
      `--allow-env=${TRACKING_VARIABLES}`,
      "--ignore-env=LOG_STREAM,LOG_TOKENS",
      `${around.repository}packages/mlflow/server/main.ts`,
    ],
    env: { MLFLOW_ROOT: root },
  });
}

/**
 * Describes the prediction service of the stack.
 *
 * @param around Ports and folders.
 * @param trackingUri Address of the tracking server.
 * @param databaseUrl Address of the database, with the password.
 * @returns How to start it.
 */
export function predictPart(
  around: PartSurroundings,
  trackingUri: string,
  databaseUrl: string,
): HttpProcess {
  const port = around.config.apiPort;
  const env = {
    MODEL_URI: around.env("MODEL_URI") ?? `models:/${around.config.task.model}@${CHAMPION}`,
    MLFLOW_TRACKING_URI: trackingUri,
    DATABASE_URL: databaseUrl,
    // An authority of somebody else's database says nothing about the stack's own.
    ...around.config.databaseUrl === null ? { DATABASE_CA: "" } : {},
    MODEL_CACHE_DIR: `${around.config.directory}/model-cache`,
    ...around.config.table !== null && {
      MEMORY_LIMIT_MIB: around.env("MEMORY_LIMIT_MIB") ?? TABLE_MEMORY_MIB,
    },
  };
  const config = readPredictConfig(lookUp(around, { ...env, HOST, PORT: `${port}` }));
  const part = httpPart(around, {
    name: "Prediction service",
    log: "predict",
    port,
    readyPath: "/readyz",
    args: [...predictFlags(config, ownFiles()), `${around.repository}functions/predict/main.ts`],
    env,
  });
  return {
    ...part,
    // A version that it refuses is no reason to wait: the alias can be moved back only while all is up.
    async isReady() {
      const { isReady, refused } = await serviceState(`http://${HOST}:${port}`);
      return isReady || refused.length > 0;
    },
  };
}

/**
 * Describes the page's server of the stack.
 *
 * @param around Ports and folders.
 * @param trackingUri Address of the tracking server.
 * @param service Address of the prediction service, and the token with which versions are promoted.
 * @returns How to start it.
 */
export function uiPart(
  around: PartSurroundings,
  trackingUri: string,
  { apiUrl, token }: { readonly apiUrl: string; readonly token: string },
): HttpProcess {
  const port = around.config.uiPort;
  const env = {
    API_URL: apiUrl,
    MODEL_NAME: around.config.task.model,
    MLFLOW_TRACKING_URI: trackingUri,
    MLFLOW_PUBLIC_URL: trackingUri,
    UI_ADMIN_TOKEN: token,
  };
  const config = readUiConfig(lookUp(around, { ...env, HOST, PORT: `${port}` }));
  return httpPart(around, {
    name: "Page",
    log: "ui",
    port,
    readyPath: "/",
    args: [
      ...uiFlags(config, `${around.repository}ui/dist/site`),
      `${around.repository}ui/main.ts`,
    ],
    env,
  });
}

function lookUp(
  around: PartSurroundings,
  own: Readonly<Record<string, string>>,
): (name: string) => string | undefined {
  return (name) => own[name] ?? around.env(name);
}

function httpPart(around: PartSurroundings, part: {
  readonly name: string;
  readonly log: string;
  readonly port: number;
  readonly readyPath: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}): HttpProcess {
  const url = `http://${HOST}:${part.port}`;
  return {
    name: part.name,
    url: url.replace(HOST, "localhost"),
    program: "deno",
    args: ["run", "--no-prompt", ...part.args],
    env: { ...inheritedVariables(around.env), ...part.env, HOST, PORT: `${part.port}` },
    logFile: `${around.logs}/${part.log}.log`,
    stopSignal: "SIGTERM",
    async isReady() {
      const response = await fetch(`${url}${part.readyPath}`, {
        signal: AbortSignal.timeout(5_000),
      });
      await response.body?.cancel();
      return response.ok;
    },
  };
}

/**
 * Picks the variables that a part may see; it sees nothing else of the stack's environment.
 *
 * @param env Looks up an environment variable.
 * @returns Those that are set.
 */
export function inheritedVariables(
  env: (name: string) => string | undefined,
): Record<string, string> {
  return Object.fromEntries(PASSED_ON.flatMap((name) => {
    const value = env(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
