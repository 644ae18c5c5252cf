import { delay } from "@std/async";
import { openDatabase, sqlStateOf } from "@mlops/prediction_log";

/** A server that the stack was told to use cannot be used; the message says what to do. */
export class OutsideServerError extends Error {
  /** Name of the class. */
  override readonly name = "OutsideServerError";
}

/** A server that somebody else runs. */
export interface OutsideServer {
  /** Name for people, with its address but without a password. */
  readonly title: string;
  /** Variable that names it. */
  readonly variable: string;
  /**
   * Asks whether it answers.
   *
   * @throws {OutsideServerError} If it answers, but will never let the stack use it.
   * @throws {Error} If it does not answer, or not yet.
   */
  ask(): Promise<void>;
}

/** How it is waited. */
export interface WaitOptions {
  /** Told once that it is waited. */
  readonly say: (line: string) => void;
  /** How long, in ms. */
  readonly waitMs: number;
}

/**
 * Waits until a server answers that somebody else runs.
 *
 * @param options How it is waited.
 * @throws {OutsideServerError} If it does not answer, or refuses.
 */
export async function untilAnswers(server: OutsideServer, options: WaitOptions): Promise<void> {
  const { waitMs } = options;
  const deadline = performance.now() + waitMs;
  let isSaid = false;
  while (true) {
    try {
      return await server.ask();
    } catch (error) {
      if (error instanceof OutsideServerError) throw error;
      const reason = reasonOf(error);
      if (performance.now() >= deadline) {
        throw new OutsideServerError(
          `Cannot start as ${server.title} does not answer (${reason}): start it, or correct or ` +
            `remove ${server.variable}, without which the stack starts one of its own`,
        );
      }
      if (!isSaid) {
        options.say(
          `  ${server.title} does not answer yet (${reason}): waiting up to ${waitMs / 1000} s`,
        );
      }
      isSaid = true;
      await delay(500);
    }
  }
}

/**
 * An MLflow tracking server.
 *
 * @param address Its address; a password in it is not shown.
 */
export function trackingServer(address: string): OutsideServer {
  return {
    title: `MLflow at ${withoutPassword(address)}`,
    variable: "MLFLOW_TRACKING_URI",
    async ask() {
      const url = `${address.replace(/\/$/, "")}/health`;
      const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
      await response.body?.cancel();
      if (response.status >= 500) throw new Error(`it says ${response.status}`);
    },
  };
}

/**
 * A PostgreSQL database.
 *
 * @param url Its address, as `readDatabaseUrl()` reads it; a password in it is not shown.
 */
export function database(url: URL): OutsideServer {
  const address = `${url.protocol}//${url.username}@${url.host}${url.pathname}`;
  return {
    title: `PostgreSQL at ${address}`,
    variable: "DATABASE_URL",
    async ask() {
      const sql = await openDatabase(url, {
        applicationName: "start",
        maxConnections: 1,
        statementTimeoutMs: 5_000,
      });
      try {
        await sql`select 1`;
      } catch (error) {
        // With an SQLSTATE it is PostgreSQL that refuses, and does not start or end.
        if (!(error instanceof Error) || sqlStateOf(error) === null) throw error;
        throw new OutsideServerError(
          `Cannot start as PostgreSQL at ${address} refuses: ${error.message}. ` +
            "Correct DATABASE_URL, or remove it: the stack then starts a database of its own",
        );
      } finally {
        await sql.end({ timeout: 1 });
      }
    },
  };
}

/** An address as it may be shown. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  url.password = "";
  return url.href;
}

function reasonOf(thrown: unknown): string {
  // Of a request Deno says only that it failed, and why in its cause.
  const error = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "ECONNREFUSED") return "connection refused";
  if (/refused/i.test(error.message)) return "connection refused";
  if (error.name === "TimeoutError") return "no answer within 5 s";
  return error.message || error.name;
}
