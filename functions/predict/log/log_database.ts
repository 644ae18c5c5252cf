import { Problem } from "../http/problem.ts";
import { type Database, isConnectionLost, openDatabase, sqlStateOf } from "@mlops/prediction_log";

/** Longest time for one question, in ms: whoever asks over HTTP does not wait longer. */
const TIMEOUT_MS = 10_000;

/** What Postgres calls a table, a function and a schema that there is not, and a right not granted. */
const NOT_MIGRATED = new Set(["42P01", "42883", "3F000", "42501"]);

/**
 * Asks the log's database on behalf of the routes; the predictions themselves have connections of
 * their own, so that no question holds them up.
 */
export class LogDatabase {
  readonly #url: URL;
  readonly #timeoutMs: number;
  readonly #maxConnections: number;
  #database: Database | null = null;

  /**
   * Prepares it; it connects with the first question.
   *
   * @param url Address of the database with the service's own role.
   * @param options `timeoutMs` is the longest time for one question (default 10 s),
   * `maxConnections` how many are asked at once (default 2).
   */
  constructor(
    url: URL,
    { timeoutMs = TIMEOUT_MS, maxConnections = 2 }: {
      timeoutMs?: number;
      maxConnections?: number;
    } = {},
  ) {
    this.#url = url;
    this.#maxConnections = maxConnections;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Asks.
   *
   * @param question Uses the connections.
   * @returns What the question brings.
   * @throws {Problem} 503 if the database does not answer or has not been migrated.
   */
  async ask<T>(question: (database: Database) => Promise<T>): Promise<T> {
    this.#database ??= await openDatabase(this.#url, {
      applicationName: "predict",
      maxConnections: this.#maxConnections,
      statementTimeoutMs: this.#timeoutMs,
    });
    const database = this.#database;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const noAnswer = new Error("The database does not answer in time");
    const timer = setTimeout(() => reject(noAnswer), this.#timeoutMs);
    try {
      return await Promise.race([question(database), late]);
    } catch (cause) {
      const code = sqlStateOf(cause);
      const isSilent = cause === noAnswer || isConnectionLost(cause);
      // The connections of a server that gives no answer may never come back to life.
      if (isSilent) this.#leave(database);
      else if (code === null || !NOT_MIGRATED.has(code)) throw cause;
      const detail = isSilent
        ? "The database of the prediction log does not answer; try again in a second"
        : 'The database of the prediction log is not prepared: run "deno task migrate"';
      throw new Problem(503, detail, { headers: { "retry-after": "1" }, cause });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    const database = this.#database;
    this.#database = null;
    await database?.end({ timeout: 1 });
  }

  #leave(database: Database): void {
    if (this.#database === database) this.#database = null;
    database.end({ timeout: 0 }).catch(() => {});
  }
}

/**
 * Takes the log's database for a route.
 *
 * @param database The database, or `null` where predictions are not logged.
 * @returns The database.
 * @throws {Problem} 404 if there is none.
 */
export function requireLog(database: LogDatabase | null): LogDatabase {
  if (database !== null) return database;
  throw new Problem(
    404,
    "This service keeps no prediction log: DATABASE_URL is not set, or PREDICTION_LOG is off",
  );
}
