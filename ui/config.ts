import { type Credentials, credentialsFrom } from "@mlops/mlflow";

/** What the page's server was asked to do; every field is resolved. */
export interface Config {
  /** Port to listen on (`PORT`, default 8501). */
  readonly port: number;
  /** Address to listen on (`HOST`, default 0.0.0.0, as a container needs it). */
  readonly hostname: string;
  /** The prediction service (`API_URL`, default `http://localhost:8000`). */
  readonly apiUrl: URL;
  /** The tracking server (`MLFLOW_TRACKING_URI`, default `http://localhost:5000`). */
  readonly trackingUri: URL;
  /** Who may move aliases (`UI_ADMIN_TOKEN`); `null`, the default: nobody. */
  readonly adminToken: string | null;
  /** Where people reach MLflow's own pages (`MLFLOW_PUBLIC_URL`); `null`, the default: no links. */
  readonly mlflowPublicUrl: URL | null;
  /** `MLFLOW_TRACKING_USERNAME` and `_PASSWORD`, or `MLFLOW_TRACKING_TOKEN`; `null`: none. */
  readonly mlflowCredentials: Credentials | null;
}

/** Names of every environment variable that {@linkcode readConfig} looks up. */
export const VARIABLES = [
  "PORT",
  "HOST",
  "API_URL",
  "MLFLOW_TRACKING_URI",
  "UI_ADMIN_TOKEN",
  "MLFLOW_PUBLIC_URL",
  "MLFLOW_TRACKING_USERNAME",
  "MLFLOW_TRACKING_PASSWORD",
  "MLFLOW_TRACKING_TOKEN",
] as const;

/** A token that can be guessed would open the registry to everyone. */
const MIN_TOKEN_LENGTH = 16;

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
 * @param env Looks up an environment variable; an empty value counts as none.
 * @returns The resolved configuration.
 * @throws {ConfigError} If a variable is wrong; all faults at once, and no secret in them.
 */
export function readConfig(
  env: (name: string) => string | undefined,
): Config {
  const faults: string[] = [];
  const address = (name: "API_URL" | "MLFLOW_TRACKING_URI" | "MLFLOW_PUBLIC_URL", text: string) => {
    const url = URL.parse(text);
    if (url !== null && (url.protocol === "http:" || url.protocol === "https:")) return url;
    // The value may hold a password, so it is not shown.
    faults.push(`${name} must be an address that starts with http:// or https://`);
    return new URL("http://invalid");
  };
  const portText = env("PORT") || "8501";
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    faults.push(`PORT must be an integer in [1, 65535]: is "${portText}"`);
  }
  const adminToken = env("UI_ADMIN_TOKEN") || null;
  if (adminToken !== null && adminToken.length < MIN_TOKEN_LENGTH) {
    faults.push(
      `UI_ADMIN_TOKEN must have at least ${MIN_TOKEN_LENGTH} characters: has ${adminToken.length}`,
    );
  }
  const publicUrl = env("MLFLOW_PUBLIC_URL") || null;
  const config: Config = {
    port,
    hostname: env("HOST") || "0.0.0.0",
    apiUrl: address("API_URL", env("API_URL") || "http://localhost:8000"),
    trackingUri: address(
      "MLFLOW_TRACKING_URI",
      env("MLFLOW_TRACKING_URI") || "http://localhost:5000",
    ),
    adminToken,
    mlflowPublicUrl: publicUrl === null ? null : address("MLFLOW_PUBLIC_URL", publicUrl),
    mlflowCredentials: credentialsFrom(env) ?? null,
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}
