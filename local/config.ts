import { parseArgs } from "node:util";

/** What the one-machine stack was asked to do; every field is resolved. */
export interface StackConfig {
  /** Folder that holds everything the stack keeps (`STACK_DIR`, default `.stack` in the repository). */
  readonly directory: string;
  /** Whether to throw that folder away first (`--fresh`). */
  readonly isFresh: boolean;
  /** Port of the page (`UI_PORT`, default 8501). */
  readonly uiPort: number;
  /** Port of the prediction service (`API_PORT`, default 8000). */
  readonly apiPort: number;
  /** Port of the embedded tracking server (`MLFLOW_PORT`, default 5000). */
  readonly mlflowPort: number;
  /** Port of the embedded PostgreSQL (`POSTGRES_PORT`), or `null`: 5432 or the next free one. */
  readonly postgresPort: number | null;
  /** A tracking server to use in the place of the embedded one (`MLFLOW_TRACKING_URI`). */
  readonly trackingUri: string | null;
  /** A database to use in the place of the embedded one (`DATABASE_URL`). */
  readonly databaseUrl: string | null;
}

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
 * Reads what the stack is to do from the environment and the command line.
 *
 * @param env Looks up an environment variable.
 * @param args Command-line arguments.
 * @param repository Folder of the repository, with a final slash.
 * @returns The resolved configuration.
 * @throws {ConfigError} If an argument or a variable is wrong; all faults at once.
 */
export function readConfig(
  env: (name: string) => string | undefined,
  args: readonly string[],
  repository: string,
): StackConfig {
  const faults: string[] = [];
  let isFresh = false;
  try {
    const { values } = parseArgs({ args: [...args], options: { fresh: { type: "boolean" } } });
    isFresh = values.fresh ?? false;
  } catch (error) {
    faults.push(`only the argument --fresh is known: is "${args.join(" ")}"`);
    if (!(error instanceof TypeError)) throw error;
  }
  const port = (name: string, fallback: number) => {
    const text = env(name) ?? "";
    if (text === "") return fallback;
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > 65535) {
      faults.push(`${name} must be an integer in [1, 65535]: is "${text}"`);
    }
    return value;
  };
  const address = (name: string, protocols: readonly string[]) => {
    const text = env(name) ?? "";
    if (text === "") return null;
    // The value may hold a password, so it is not shown.
    const protocol = URL.parse(text)?.protocol;
    if (protocol === undefined || !protocols.includes(protocol)) {
      faults.push(`${name} must be an address that starts with ${protocols.join("// or ")}//`);
    }
    return text;
  };
  const postgresPort = port("POSTGRES_PORT", 0);
  const config: StackConfig = {
    directory: env("STACK_DIR") || `${repository}.stack`,
    isFresh,
    uiPort: port("UI_PORT", 8501),
    apiPort: port("API_PORT", 8000),
    mlflowPort: port("MLFLOW_PORT", 5000),
    postgresPort: postgresPort === 0 ? null : postgresPort,
    trackingUri: address("MLFLOW_TRACKING_URI", ["http:", "https:"]),
    databaseUrl: address("DATABASE_URL", ["postgres:", "postgresql:"]),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}
