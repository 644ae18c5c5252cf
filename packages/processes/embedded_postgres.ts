import { existsSync } from "@std/fs";
import postgres from "postgres";
import {
  asOrdinaryUser,
  type Platform,
  postgresPrograms,
  programFile,
  thisPlatform,
} from "./platform.ts";
import type { ProcessCommand } from "./start_process.ts";

/** Major version of the embedded PostgreSQL; a data folder of another one cannot be opened. */
const MAJOR_VERSION = "15";

const SUPERUSER = "postgres";
const DATABASE = "predictions";

/** Where the embedded PostgreSQL keeps things and listens. */
export interface PostgresOptions {
  /** Folder of its data and password; made if it is missing. */
  readonly directory: string;
  /** Folder of the repository, which has PostgreSQL's programs among its packages; with a final slash. */
  readonly repository: string;
  /** System that it runs on; this one by default. */
  readonly platform?: Platform;
  /** Port on the loopback address. */
  readonly port: number;
  /** File that takes what the server prints. */
  readonly logFile: string;
}

/** An embedded PostgreSQL that can be started. */
export interface PreparedPostgres {
  /** How to start it. */
  readonly command: ProcessCommand;
  /** Address of the superuser on database `predictions`, with the password. */
  readonly databaseUrl: string;
  /** Makes the database `predictions` if it is missing; call it once the server is ready. */
  createDatabase(): Promise<void>;
}

/** The embedded PostgreSQL cannot be used as it is; the message says what to do. */
export class PostgresError extends Error {
  /**
   * Says what is wrong and what to do.
   *
   * @param message The whole sentence.
   */
  constructor(message: string) {
    super(message);
    this.name = "PostgresError";
  }
}

/**
 * Makes the data folder of the embedded PostgreSQL 15 ready, the first time by `initdb`.
 *
 * @param options Folders and port.
 * @returns How to start it.
 * @throws {PostgresError} If a program is missing, or the data is of another version.
 */
export async function preparePostgres(options: PostgresOptions): Promise<PreparedPostgres> {
  const data = `${options.directory}/data`;
  const passwordFile = `${options.directory}/password`;
  const platform = options.platform ?? thisPlatform();
  const file = (name: string) =>
    programFile(platform, `${options.repository}${postgresPrograms(platform)}/${name}`);
  requireBinary(file("postgres"));
  const version = readText(`${data}/PG_VERSION`);
  if (version === null) {
    await initialize(options, platform, file("initdb"));
  } else if (version.trim() !== MAJOR_VERSION) {
    throw new PostgresError(
      `Cannot start PostgreSQL ${MAJOR_VERSION} as its data was written by version ${version.trim()}: ` +
        `${data}. Start over with "deno task start --fresh", or set STACK_DIR to another folder`,
    );
  }
  const password = readText(passwordFile)?.trim();
  if (password === undefined) {
    throw new PostgresError(
      `Cannot start PostgreSQL as the password of its data is gone: ${passwordFile}. ` +
        `Start over with "deno task start --fresh"`,
    );
  }
  const address = (database: string) =>
    `postgres://${SUPERUSER}:${password}@127.0.0.1:${options.port}/${database}`;
  const [program, args] = asOrdinaryUser(platform, [file("postgres"), [
    "-D",
    data,
    "-p",
    `${options.port}`,
    "-c",
    "listen_addresses=127.0.0.1",
    // A socket file's path may not pass 107 bytes, which a folder deep in a home easily does.
    "-c",
    "unix_socket_directories=",
  ]]);
  return {
    command: {
      name: "PostgreSQL",
      program,
      args,
      env: { TZ: "UTC" },
      logFile: options.logFile,
      stopSignal: "SIGINT", // its "fast shutdown"; SIGTERM would wait for every client to leave
      stopProgram: [file("pg_ctl"), ["stop", "-D", data, "-m", "fast"]],
      isReady: () => query(address("postgres"), async (sql) => (await sql`select 1`).length === 1),
    },
    databaseUrl: address(DATABASE),
    createDatabase: () =>
      query(address("postgres"), async (sql) => {
        const found = await sql`select 1 from pg_database where datname = ${DATABASE}`;
        if (found.length === 0) await sql`create database ${sql(DATABASE)}`;
      }),
  };
}

async function initialize(
  { directory }: PostgresOptions,
  platform: Platform,
  initdb: string,
): Promise<void> {
  const data = `${directory}/data`;
  const passwordFile = `${directory}/password`;
  await Deno.mkdir(directory, { recursive: true, mode: 0o700 });
  const password = crypto.getRandomValues(new Uint8Array(24)).toHex();
  await Deno.writeTextFile(passwordFile, `${password}\n`, { mode: 0o600 });
  // Into a folder of its own first: an interrupted initdb must not look like a finished one.
  const unfinished = `${data}.unfinished`;
  await Deno.remove(unfinished, { recursive: true }).catch(ignoreNotFound);
  const [program, args] = asOrdinaryUser(platform, [initdb, [
    "-D",
    unfinished,
    "-U",
    SUPERUSER,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
  ]]);
  const { success, stderr } = await new Deno.Command(program, {
    args: [...args],
    env: { TZ: "UTC" },
    clearEnv: true,
    stdin: "null",
  }).output();
  if (!success) {
    throw new PostgresError(
      `Cannot make the data of PostgreSQL as initdb refuses: ${
        refusalOf(new TextDecoder().decode(stderr))
      }`,
    );
  }
  await Deno.rename(unfinished, data);
}

/**
 * Finds the reason in what `initdb` printed before it cleaned up: its own "error:", or the server's
 * "FATAL:" or "PANIC:".
 *
 * @param printed Everything that it printed.
 * @returns The line, or the last one if none looks like a reason.
 */
export function refusalOf(printed: string): string {
  const lines = printed.trim().split("\n");
  return lines.findLast((line) => /\b(error|FATAL|PANIC):/.test(line)) ?? lines.at(-1)!;
}

function requireBinary(path: string): void {
  if (existsSync(path)) return;
  throw new PostgresError(
    `Cannot start PostgreSQL as its program is missing: ${path}. Run "deno install" in the ` +
      `repository (it comes from npm), or set DATABASE_URL to a database of yours`,
  );
}

function readText(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

async function query<T>(address: string, ask: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  // Where nobody listens that is told at once; a crowded machine takes its time.
  const sql = postgres(address, { max: 1, connect_timeout: 10, onnotice: () => {} });
  try {
    return await ask(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
