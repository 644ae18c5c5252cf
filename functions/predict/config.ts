import { type Credentials, credentialsFrom, type ModelUri, parseModelUri } from "@mlops/mlflow";

/** What the prediction service was asked to do; every field is resolved. */
export interface Config {
  /** Port to listen on (`PORT`, default 8000); Knative sets it. */
  readonly port: number;
  /** Address to listen on (`HOST`, default 0.0.0.0, as a container needs it). */
  readonly hostname: string;
  /** The tracking server (`MLFLOW_TRACKING_URI`, default `http://localhost:5000`). */
  readonly trackingUri: URL;
  /** `MLFLOW_TRACKING_USERNAME` and `_PASSWORD`, or `MLFLOW_TRACKING_TOKEN`; `null`: none. */
  readonly credentials: Credentials | null;
  /** The model to serve and follow (`MODEL_URI`, default `models:/diabetes-model@champion`). */
  readonly modelUri: ModelUri;
  /** Mean time between two looks at the aliases, in ms (`MODEL_POLL_SECONDS`, default 2 s). */
  readonly pollIntervalMs: number;
  /** Whether a version without a sha256 tag is refused (`MODEL_REQUIRE_DIGEST`, default false). */
  readonly isDigestRequired: boolean;
  /** What scores (`MODEL_ENGINE`, default auto: forests by the forest engine, all else by ONNX Runtime). */
  readonly engine: "auto" | "forest" | "onnxruntime";
  /** Folder that keeps the last good model (`MODEL_CACHE_DIR`); `null`, the default: nothing is kept. */
  readonly cacheDirectory: string | null;
  /** Most scoring requests in progress at once (`MAX_CONCURRENCY`, default 128). */
  readonly maxConcurrency: number;
  /** Database of the prediction log (`DATABASE_URL`, password also by `PGPASSWORD`); `null`: no log. */
  readonly databaseUrl: URL | null;
  /** Name of this instance in the log (`HOSTNAME`, a pod's name); empty, the default: one is made. */
  readonly instance: string;
  /** How much of a prediction is logged (`PREDICTION_LOG`, default full). */
  readonly predictionLog: "off" | "metadata" | "full";
}

/** Names of every environment variable that {@linkcode readConfig} looks up. */
export const VARIABLES = [
  "PORT",
  "HOST",
  "MLFLOW_TRACKING_URI",
  "MLFLOW_TRACKING_USERNAME",
  "MLFLOW_TRACKING_PASSWORD",
  "MLFLOW_TRACKING_TOKEN",
  "MODEL_URI",
  "MODEL_POLL_SECONDS",
  "MODEL_REQUIRE_DIGEST",
  "MODEL_ENGINE",
  "MODEL_CACHE_DIR",
  "MAX_CONCURRENCY",
  "DATABASE_URL",
  "PGPASSWORD",
  "HOSTNAME",
  "PREDICTION_LOG",
] as const;

/** Looks up an environment variable; an empty value counts as none. */
export type EnvLookup = (name: typeof VARIABLES[number]) => string | undefined;

/** Refusal of a configuration, with every fault in it at once. */
export class ConfigError extends Error {
  /** One sentence for each fault. */
  readonly faults: readonly string[];
  /**
   * Lists the faults.
   *
   * @param faults One sentence for each.
   */
  constructor(faults: readonly string[]) {
    super(`Cannot start as the configuration is wrong: ${faults.join("; ")}`);
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/**
 * Reads the configuration from the environment.
 *
 * @param env Looks up an environment variable.
 * @returns The resolved configuration.
 * @throws {ConfigError} If a variable is wrong; all faults at once, and no secret in them.
 */
export function readConfig(env: EnvLookup): Config {
  const faults: string[] = [];
  const read = {
    number(name: typeof VARIABLES[number], fallback: number, [low, high]: [number, number]) {
      const text = env(name) || `${fallback}`;
      const value = Number(text);
      if (value >= low && value <= high) return value;
      faults.push(`${name} must be a number in [${low}, ${high}]: is "${text}"`);
      return fallback;
    },
    integer(name: typeof VARIABLES[number], fallback: number, [low, high]: [number, number]) {
      const text = env(name) || `${fallback}`;
      const value = Number(text);
      if (Number.isInteger(value) && value >= low && value <= high) return value;
      faults.push(`${name} must be an integer in [${low}, ${high}]: is "${text}"`);
      return fallback;
    },
    choice<T extends string>(name: typeof VARIABLES[number], choices: readonly [T, ...T[]]): T {
      const text = env(name) || choices[0];
      const found = choices.find((choice) => choice === text);
      if (found !== undefined) return found;
      faults.push(`${name} must be one of ${choices.join(", ")}: is "${text}"`);
      return choices[0];
    },
    /** The value may hold a password, so it is not shown. */
    address(name: typeof VARIABLES[number], text: string, protocols: readonly string[]) {
      const url = URL.parse(text);
      if (url !== null && protocols.includes(url.protocol)) return url;
      faults.push(`${name} must be an address that starts with ${protocols.join("// or ")}//`);
      return new URL("http://invalid");
    },
  };
  const config: Config = {
    port: read.integer("PORT", 8000, [1, 65535]),
    hostname: env("HOST") || "0.0.0.0",
    trackingUri: read.address(
      "MLFLOW_TRACKING_URI",
      env("MLFLOW_TRACKING_URI") || "http://localhost:5000",
      ["http:", "https:"],
    ),
    credentials: credentialsFrom((name) => env(name as typeof VARIABLES[number])) ?? null,
    modelUri: readModelUri(env("MODEL_URI") || "models:/diabetes-model@champion", faults),
    pollIntervalMs: read.number("MODEL_POLL_SECONDS", 2, [0.05, 3600]) * 1000,
    isDigestRequired: read.choice("MODEL_REQUIRE_DIGEST", ["false", "true"]) === "true",
    engine: read.choice("MODEL_ENGINE", ["auto", "forest", "onnxruntime"]),
    cacheDirectory: env("MODEL_CACHE_DIR") || null,
    maxConcurrency: read.integer("MAX_CONCURRENCY", 128, [1, 10_000]),
    databaseUrl: env("DATABASE_URL")
      ? withPassword(
        read.address("DATABASE_URL", env("DATABASE_URL") ?? "", ["postgres:", "postgresql:"]),
        env("PGPASSWORD"),
      )
      : null,
    instance: env("HOSTNAME") ?? "",
    predictionLog: read.choice("PREDICTION_LOG", ["full", "metadata", "off"]),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function readModelUri(text: string, faults: string[]): ModelUri {
  try {
    return parseModelUri(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    faults.push(
      `MODEL_URI must be models:/NAME@ALIAS, models:/NAME/VERSION or runs:/RUN_ID/PATH: is "${text}"`,
    );
    return { kind: "alias", name: "", alias: "" };
  }
}

function withPassword(address: URL, password: string | undefined): URL {
  if (password && address.password === "") address.password = encodeURIComponent(password);
  return address;
}
