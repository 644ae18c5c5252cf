import type { LogWriter } from "./batched_prediction_log.ts";
import {
  type Database,
  inTransaction,
  type LogRow,
  openDatabase,
  sqlStateOf,
} from "@mlops/prediction_log";
import { COUNT, INSERT_MISSING, INSERT_NEW } from "./insert_predictions.ts";
import type { RowsBySource } from "./log_counters.ts";
import { WriteError } from "./write_error.ts";

/** A write that takes longer is given up and tried again on another connection. */
const WRITE_TIMEOUT_MS = 5_000;

/** The connection of a writer. */
interface Link {
  readonly database: Database;
  /** Whether it is there: a batch has been written over it, and it has not ended since. */
  isConnected: boolean;
}

interface Counted extends Pick<LogRow<"predictions">, "source"> {
  readonly nRows: number;
}

/**
 * Writes batches to Postgres, each in a transaction: the commit is sent only once the insert is
 * answered, so that a statement that lies unread in a frozen server can never take effect after it
 * was given up.
 */
export class PostgresLogWriter implements LogWriter {
  readonly #url: URL;
  #link: Link | null = null;

  /**
   * Makes a writer; it connects with the first batch.
   *
   * @param url Address of the database with the service's own role.
   */
  constructor(url: URL) {
    this.#url = url;
  }

  /**
   * Writes a batch; see {@linkcode LogWriter}.
   *
   * @param document The batch.
   * @param options Whether an earlier try may have written it, and when to give up.
   * @returns Rows that are in the log by it.
   * @throws {WriteError} If it failed.
   */
  async write(
    document: string,
    { isRetry, signal }: { isRetry: boolean; signal: AbortSignal },
  ): Promise<RowsBySource> {
    if (!isRetry) {
      try {
        return await this.#write(document, { statement: INSERT_NEW, isRetry, signal });
      } catch (error) {
        if (!(error instanceof WriteError && error.isDuplicate)) throw error;
      }
    }
    return await this.#write(document, { statement: INSERT_MISSING, isRetry, signal });
  }

  async #write(
    document: string,
    { statement, isRetry, signal }: { statement: string; isRetry: boolean; signal: AbortSignal },
  ): Promise<RowsBySource> {
    let isCommitting = false;
    const link = this.#link ??= await this.#open();
    const work = inTransaction(link.database, async (transaction) => {
      const inserted = await transaction.unsafe<Counted[]>(statement, [document], {
        prepare: true,
      });
      return isRetry
        ? await transaction.unsafe<Counted[]>(COUNT, [document], { prepare: true })
        : inserted;
    }, { isConnected: link.isConnected, onCommit: () => isCommitting = true });
    try {
      const counted = await within(work, WRITE_TIMEOUT_MS, signal) as readonly Counted[];
      link.isConnected = true;
      return new Map(counted.map(({ source, nRows }) => [source, nRows]));
    } catch (cause) {
      const code = sqlStateOf(cause);
      const error = new WriteError(cause, { code, isUnconfirmed: isCommitting && code === null });
      // An error of the server is an answer, and the transaction is over; anything else leaves the
      // connection in an unknown state.
      if (code === null) this.#leave();
      if (error.isPartitionMissing) await this.#createPartitions();
      throw error;
    }
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    const link = this.#link;
    this.#link = null;
    await link?.database.end({ timeout: 1 });
  }

  /** Leaves the connection to itself: a frozen server would not answer a good-bye. */
  #leave(): void {
    const link = this.#link;
    this.#link = null;
    link?.database.end({ timeout: 0 }).catch(() => {});
  }

  async #open(): Promise<Link> {
    const database = await openDatabase(this.#url, {
      applicationName: "predict",
      maxConnections: 1,
      statementTimeoutMs: WRITE_TIMEOUT_MS,
      onEnd: () => link.isConnected = false,
    });
    const link: Link = { database, isConnected: false };
    return link;
  }

  async #createPartitions(): Promise<void> {
    await this.#link?.database.unsafe("select create_partitions()").catch(() => {});
  }
}

/** Waits for work, but not longer than told. The work itself goes on until its connection ends. */
function within<T>(work: Promise<T>, limitMs: number, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
    const abort = () => {
      end();
      reject(new Error("Cannot write batch as there is no time left"));
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`Cannot write batch as the database must answer within ${limitMs} ms`));
    }, limitMs);
    signal.addEventListener("abort", abort, { once: true });
    work.then((value) => {
      end();
      resolve(value);
    }, (error) => {
      end();
      reject(error);
    });
    if (signal.aborted) abort();
  });
}
