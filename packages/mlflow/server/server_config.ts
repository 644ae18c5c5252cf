import { Settings } from "@mlops/config";
import { readRightsSettings, RIGHTS_VARIABLES, type RightsSettings } from "@mlops/rights";
import { type AllowedHosts, readAllowedHosts } from "@mlops/site_guard";

/** What the server program was asked to do; every field is resolved. */
export interface ServerConfig {
  /** Address to listen on (`HOST`, default `127.0.0.1`). */
  readonly host: string;
  /** Names under which the server may be asked (`ALLOWED_HOSTS`, and `K_SERVICE`, which Knative sets). */
  readonly allowedHosts: AllowedHosts;
  /** Port to listen on (`PORT`, default 5000). */
  readonly port: number;
  /** Folder that holds `mlruns/` and `artifacts/` (`MLFLOW_ROOT`, which has no default). */
  readonly root: string;
  /** Most bytes of all artifacts together, in GiB (`MAX_ARTIFACTS_GIB`, default 100). */
  readonly maxArtifactsGib: number;
  /** Where API keys lie and whose tokens are taken (`API_KEYS_FILE`, `OIDC_ISSUER`, …); default: neither. */
  readonly rights: RightsSettings;
}

/** Names of every environment variable that {@linkcode readServerConfig} looks up. */
export const VARIABLES = [
  "PORT",
  "HOST",
  "ALLOWED_HOSTS",
  "K_SERVICE",
  "MLFLOW_ROOT",
  "MAX_ARTIFACTS_GIB",
  ...RIGHTS_VARIABLES,
] as const;

/**
 * Reads what the server program is to do.
 *
 * @param env Looks up an environment variable.
 * @returns The resolved configuration.
 * @throws {RangeError} If a variable is missing or wrong; all faults at once.
 */
export function readServerConfig(env: (name: string) => string | undefined): ServerConfig {
  const settings = new Settings<typeof VARIABLES[number]>(env);
  const port = settings.port("PORT", 5000);
  const host = settings.host("HOST", "127.0.0.1");
  const allowedHosts = readAllowedHosts(settings);
  const root = settings.text("MLFLOW_ROOT", "");
  if (root === "") settings.refuse("MLFLOW_ROOT must name a folder: is not set");
  const range = { fallback: 100, min: 1, max: 1_000_000 };
  const maxArtifactsGib = settings.integer("MAX_ARTIFACTS_GIB", range);
  const rights = readRightsSettings(settings);
  if (settings.faults.length > 0) {
    throw new RangeError(`Cannot start tracking server as ${settings.faults.join("; ")}`);
  }
  return {
    host,
    port,
    allowedHosts,
    root: root.replace(/(?<=.)\/+$/, ""),
    maxArtifactsGib,
    rights,
  };
}
