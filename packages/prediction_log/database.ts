import type postgres from "postgres";
import { splitDatabaseUrl } from "./database_address.ts";

/** Connections to the log's database. */
export type Database = postgres.Sql;

/** How a connection is used. */
export interface DatabaseOptions {
  /** Name of the program, by which `pg_stat_activity` tells whose connection it is. */
  readonly applicationName: "predict" | "train" | "keys" | "migrate" | "prune" | "start";
  /** Most connections at once. */
  readonly maxConnections: number;
  /** A statement that takes longer is ended by the server, in ms. */
  readonly statementTimeoutMs: number;
  /** Called when a connection has ended. */
  readonly onEnd?: () => void;
}

/** A server that takes longer to accept a connection is as good as gone. */
const CONNECT_TIMEOUT_SECONDS = 2;

/**
 * Variables that the driver looks up though every option is given. They are kept from it: the log's
 * database is configured by `DATABASE_URL` alone.
 */
export const IGNORED_VARIABLES: readonly string[] = ["PGAPPNAME", "PGTARGETSESSIONATTRS"];

/** Options that the driver's types do not know; it looks up a variable for each that is not given. */
const DRIVER_DEFAULTS = {
  "max_pipeline": 100,
  debug: false,
  publications: "alltables",
  sslnegotiation: null,
  "target_session_attrs": undefined,
};

/**
 * Opens the log's database; no connection is made before the first statement. The driver is loaded
 * here and not at the start, which it would delay by a tenth.
 *
 * @param url Address with user and password, as `readDatabaseUrl()` reads it.
 * @param options How it is used.
 * @returns The connections; end them with `end()`.
 */
export async function openDatabase(url: URL, options: DatabaseOptions): Promise<Database> {
  const { default: connect } = await import("postgres");
  const { address, ssl, isPooled } = splitDatabaseUrl(url);
  return connect(address.href, {
    max: options.maxConnections,
    ssl,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    idle_timeout: 0,
    max_lifetime: null,
    // Whoever uses the connections decides when to try again.
    backoff: () => 0,
    keep_alive: 60,
    // A statement that is prepared stays with a connection, and the next transaction may have another.
    prepare: !isPooled,
    // What it would ask about types at the start of a connection ends the process if that breaks.
    fetch_types: false,
    ...DRIVER_DEFAULTS,
    onnotice: () => {},
    onclose: options.onEnd ?? (() => {}),
    connection: {
      application_name: options.applicationName,
      // A pooler refuses settings of a session; there they are the role's (k8s/README.md).
      ...isPooled ? {} : {
        statement_timeout: options.statementTimeoutMs,
        // Ends what a vanished client left open, and with it the locks that its rows hold.
        idle_in_transaction_session_timeout: options.statementTimeoutMs,
      },
    },
  });
}

/**
 * Finds out what the server answered.
 *
 * @param error What a statement failed with.
 * @returns Its SQLSTATE, or `null` if there was no answer: the connection broke, or the server said
 * that it is ending it (class 57P).
 */
export function sqlStateOf(error: unknown): string | null {
  // By its members, as the driver's classes lose their names in a bundle.
  if (!(error instanceof Error) || !("severity" in error && "code" in error)) return null;
  const code = `${error.code}`;
  return code.startsWith("57P") ? null : code;
}

/**
 * Runs statements in a transaction. The driver's own `begin` sends a rollback over a connection that
 * has just broken, which ends the process (a write to a socket that is gone, in a task of its own).
 *
 * The first statement is sent along with the `begin`. Should that one fail alone, the statement takes
 * effect by itself though the transaction fails: repeating the work must do no harm.
 *
 * @param database One connection at most: the driver never hands out another that is yet to be made.
 * @param work Runs the statements on it.
 * @param options `isConnected` tells that the connection is there, `onCommit` is called when all are
 * answered, right before the commit is sent.
 * @returns What the work brings.
 */
export async function inTransaction<T>(
  database: Database,
  work: (connection: postgres.ReservedSql) => Promise<T>,
  { isConnected = false, onCommit = () => {} }: {
    isConnected?: boolean;
    onCommit?: () => void;
  } = {},
): Promise<T> {
  // Makes the connection if there is none.
  if (!isConnected) await database`select 1`;
  const connection = await database.reserve();
  try {
    const [, result] = await Promise.all([connection`begin`.execute(), work(connection)]);
    onCommit();
    await connection`commit`;
    connection.release();
    return result;
  } catch (error) {
    if (!isConnectionLost(error)) {
      await connection`rollback`;
      connection.release();
    }
    throw error;
  }
}

/**
 * Tells whether a connection is of no use any more.
 *
 * @param error What a statement failed with.
 * @returns `true` for the driver's errors that are no answer of the server.
 */
export function isConnectionLost(error: unknown): boolean {
  return error instanceof Error && "code" in error && sqlStateOf(error) === null;
}
