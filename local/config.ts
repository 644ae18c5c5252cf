import { readSettings, type Settings } from "@mlops/config";
import { readDatabaseUrl } from "@mlops/prediction_log";
import type { Task } from "@mlops/task";
import { readToken } from "../ui/config.ts";
import { sharedPorts, type WantedPort } from "./ports.ts";
import { type ChosenTable, readTableChoice } from "./table_choice.ts";

/** What the one-machine stack was asked to do; every field is resolved. */
export interface StackConfig {
  /** Folder that holds everything the stack keeps (`STACK_DIR`, default `.stack` in the repository). */
  readonly directory: string;
  /** Whether to throw that folder away first (`--fresh`). */
  readonly isFresh: boolean;
  /** What is predicted (`--table FILE --target COLUMN`, default the reference task). */
  readonly task: Task;
  /** The table that is trained on, or `null`: the reference task's own. */
  readonly table: ChosenTable | null;
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
  /** The same, as its own drivers take it (with `PGPASSWORD` and `DATABASE_CA`). */
  readonly database: URL | null;
  /** How long a server that somebody else runs is waited for (`STACK_WAIT_SECONDS`, default 60), in ms. */
  readonly outsideWaitMs: number;
}

/** Variables that would let in only who has a right: nobody should believe that the stack heeds them. */
const FOR_SERVERS = ["API_KEYS_FILE", "OIDC_ISSUER"];

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
  return readSettings(env, (settings) => {
    const folder = settings.text("INIT_CWD", ".");
    // The page reads it; refused there, it would end what has just been started.
    readToken(settings);
    for (const name of FOR_SERVERS) {
      if (settings.text(name, null) !== null) {
        settings.refuse(
          `${name} must not be set, as this stack answers its own machine alone and asks for no rights: ` +
            "functions/predict takes it, and so does a cluster's production",
        );
      }
    }
    const choice = readTableChoice(args, settings, folder);
    const postgresPort = settings.integer("POSTGRES_PORT", { fallback: 0, min: 1, max: 65_535 });
    const config: StackConfig = {
      directory: settings.text("STACK_DIR", `${repository}.stack`),
      ...choice,
      uiPort: settings.port("UI_PORT", 8501),
      apiPort: settings.port("API_PORT", 8000),
      mlflowPort: settings.port("MLFLOW_PORT", 5000),
      postgresPort: postgresPort === 0 ? null : postgresPort,
      trackingUri: readAddress(settings, "MLFLOW_TRACKING_URI", ["http:", "https:"]),
      databaseUrl: settings.text("DATABASE_URL", null),
      database: readDatabaseUrl(settings),
      outsideWaitMs: 1_000 *
        settings.integer("STACK_WAIT_SECONDS", { fallback: 60, min: 0, max: 3_600 }),
    };
    for (const fault of sharedPorts(wantedPorts(config))) settings.refuse(fault);
    return config;
  });
}

/**
 * Lists the ports that the stack's own parts listen on, as far as they are chosen before it starts.
 *
 * @param config What it was asked to do.
 * @returns The ports.
 */
export function wantedPorts(
  { uiPort, apiPort, mlflowPort, postgresPort, trackingUri, databaseUrl }: StackConfig,
): WantedPort[] {
  const wanted = [
    { port: uiPort, part: "the page", variable: "UI_PORT" },
    { port: apiPort, part: "the prediction service", variable: "API_PORT" },
  ];
  if (trackingUri === null) {
    wanted.push({ port: mlflowPort, part: "MLflow", variable: "MLFLOW_PORT" });
  }
  if (databaseUrl === null && postgresPort !== null) {
    wanted.push({ port: postgresPort, part: "PostgreSQL", variable: "POSTGRES_PORT" });
  }
  return wanted;
}

/** The text as it was given: the parts of the stack get it as it is. */
function readAddress(settings: Settings, name: string, protocols: string[]): string | null {
  return settings.optionalAddress(name, { protocols }) === null ? null : settings.text(name, null);
}
