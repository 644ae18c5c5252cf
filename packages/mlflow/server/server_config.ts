/** What the server program was asked to do; every field is resolved. */
export interface ServerConfig {
  /** Address to listen on (`HOST`, default `127.0.0.1`). */
  readonly host: string;
  /** Port to listen on (`PORT`, default 5000). */
  readonly port: number;
  /** Folder that holds `mlruns/` and `artifacts/` (`MLFLOW_ROOT`, which has no default). */
  readonly root: string;
}

/**
 * Reads what the server program is to do.
 *
 * @param env Looks up an environment variable.
 * @returns The resolved configuration.
 * @throws {RangeError} If a variable is missing or wrong; all faults at once.
 */
export function readServerConfig(env: (name: string) => string | undefined): ServerConfig {
  const faults: string[] = [];
  const port = Number(env("PORT") || "5000");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    faults.push(`PORT must be an integer in [1, 65535]: is "${env("PORT")}"`);
  }
  const root = env("MLFLOW_ROOT") ?? "";
  if (root === "") faults.push("MLFLOW_ROOT must name a folder: is not set");
  if (faults.length > 0) {
    throw new RangeError(`Cannot start tracking server as ${faults.join("; ")}`);
  }
  return { host: env("HOST") || "127.0.0.1", port, root: root.replace(/(?<=.)\/+$/, "") };
}
