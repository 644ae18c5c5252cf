import { CHAMPION } from "@mlops/task";
import { REFERENCE_TASK } from "@mlops/tasks";
import { readSettings, type Settings } from "@mlops/config";
import { type AllowedHosts, readAllowedHosts } from "@mlops/site_guard";
import { readRightsSettings, RIGHTS_VARIABLES, type RightsSettings } from "@mlops/rights";
import { DATABASE_VARIABLES, readDatabaseUrl } from "@mlops/prediction_log";
import { type Credentials, credentialsFrom, type ModelUri, parseModelUri } from "@mlops/mlflow";

/** What the prediction service was asked to do; every field is resolved. */
export interface Config {
  /** Port to listen on (`PORT`, default 8000); Knative sets it. */
  readonly port: number;
  /** Address to listen on (`HOST`, default 0.0.0.0, as a container needs it). */
  readonly hostname: string;
  /** Names under which the service may be asked (`ALLOWED_HOSTS`, and `K_SERVICE`, which Knative sets). */
  readonly allowedHosts: AllowedHosts;
  /** The tracking server (`MLFLOW_TRACKING_URI`, default `http://localhost:5000`). */
  readonly trackingUri: URL;
  /** `MLFLOW_TRACKING_USERNAME` and `_PASSWORD`, or `MLFLOW_TRACKING_TOKEN`; `null`: none. */
  readonly credentials: Credentials | null;
  /** The model to serve and follow (`MODEL_URI`, default the champion of the reference task). */
  readonly modelUri: ModelUri;
  /** Mean time between two looks at the aliases, in ms (`MODEL_POLL_SECONDS`, default 2 s). */
  readonly pollIntervalMs: number;
  /** Whether a version without a sha256 tag is refused (`MODEL_REQUIRE_DIGEST`, default false). */
  readonly isDigestRequired: boolean;
  /**
   * Public keys, one of which must have signed a version (`MODEL_REQUIRE_SIGNATURE`, PEM or its base64,
   * several between commas); `null`: no signature is asked for.
   */
  readonly requiredSignature: string | null;
  /** What scores (`MODEL_ENGINE`, default auto: our own code where it can, else ONNX Runtime). */
  readonly engine: "auto" | "native" | "onnxruntime";
  /** Folder that keeps the last good model (`MODEL_CACHE_DIR`); `null`, the default: nothing is kept. */
  readonly cacheDirectory: string | null;
  /** Most scoring requests in progress at once (`MAX_CONCURRENCY`, default 128). */
  readonly maxConcurrency: number;
  /** Memory that the process may take, in MiB (`MEMORY_LIMIT_MIB`, default 512, as the pods' limit). */
  readonly memoryLimitMib: number;
  /** Database of the prediction log (`DATABASE_URL`, `PGPASSWORD`, `DATABASE_CA`); `null`: no log. */
  readonly databaseUrl: URL | null;
  /** Name of this instance in the log (`HOSTNAME`, a pod's name); empty, the default: one is made. */
  readonly instance: string;
  /** How much of a prediction is logged (`PREDICTION_LOG`, default full). */
  readonly predictionLog: "off" | "metadata" | "full";
  /** Where API keys lie and whose tokens are taken (`API_KEYS_FILE`, `OIDC_ISSUER`, …); default: neither. */
  readonly rights: RightsSettings;
}

/** Names of every environment variable that {@linkcode readConfig} looks up. */
export const VARIABLES = [
  "PORT",
  "HOST",
  "ALLOWED_HOSTS",
  "K_SERVICE",
  "MLFLOW_TRACKING_URI",
  "MLFLOW_TRACKING_USERNAME",
  "MLFLOW_TRACKING_PASSWORD",
  "MLFLOW_TRACKING_TOKEN",
  "MODEL_URI",
  "MODEL_POLL_SECONDS",
  "MODEL_REQUIRE_DIGEST",
  "MODEL_REQUIRE_SIGNATURE",
  "MODEL_ENGINE",
  "MODEL_CACHE_DIR",
  "MAX_CONCURRENCY",
  "MEMORY_LIMIT_MIB",
  ...DATABASE_VARIABLES,
  "HOSTNAME",
  "PREDICTION_LOG",
  ...RIGHTS_VARIABLES,
] as const;

type Variable = typeof VARIABLES[number];

/** Looks up an environment variable; an empty value counts as none. */
export type EnvLookup = (name: Variable) => string | undefined;

/**
 * Reads the configuration from the environment.
 *
 * @param env Looks up an environment variable.
 * @returns The resolved configuration.
 * @throws {ConfigError} If a variable is wrong; all faults at once, and no secret in them.
 */
export function readConfig(env: EnvLookup): Config {
  return readSettings(env, (settings) => ({
    port: settings.port("PORT", 8000),
    hostname: settings.host("HOST", "0.0.0.0"),
    allowedHosts: readAllowedHosts(settings),
    trackingUri: settings.address("MLFLOW_TRACKING_URI", { fallback: "http://localhost:5000" }),
    credentials: credentialsFrom((name) => env(name as Variable)) ?? null,
    modelUri: readModelUri(settings),
    pollIntervalMs: 1000 *
      settings.number("MODEL_POLL_SECONDS", { fallback: 2, min: 0.05, max: 3600 }),
    isDigestRequired: settings.choice("MODEL_REQUIRE_DIGEST", ["false", "true"]) === "true",
    requiredSignature: settings.text("MODEL_REQUIRE_SIGNATURE", null),
    engine: settings.choice("MODEL_ENGINE", ["auto", "native", "onnxruntime"]),
    cacheDirectory: settings.text("MODEL_CACHE_DIR", null),
    maxConcurrency: settings.integer("MAX_CONCURRENCY", { fallback: 128, min: 1, max: 10_000 }),
    memoryLimitMib: settings.integer("MEMORY_LIMIT_MIB", { fallback: 512, min: 128, max: 65_536 }),
    databaseUrl: readDatabaseUrl(settings),
    instance: settings.text("HOSTNAME", ""),
    predictionLog: settings.choice("PREDICTION_LOG", ["full", "metadata", "off"]),
    rights: readRightsSettings(settings),
  }));
}

function readModelUri(settings: Settings<Variable>): ModelUri {
  const text = settings.text("MODEL_URI", `models:/${REFERENCE_TASK.model}@${CHAMPION}`);
  try {
    return parseModelUri(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    settings.refuse(
      `MODEL_URI must be models:/NAME@ALIAS, models:/NAME/VERSION, models:/m-ID or runs:/RUN_ID/PATH: is "${text}"`,
    );
    return { kind: "alias", name: "", alias: "" };
  }
}
