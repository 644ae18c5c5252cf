import type { Role } from "../model/model_store.ts";
import type { Exposition, NumberFamily, Series } from "../metrics/prometheus.ts";

/** The reasons for which rows are not in the log. */
const DROP_REASONS = [
  /** The queue had no room. */
  "queue_full",
  /** The service ended before they could be written. */
  "shutdown",
  /** As `shutdown`, and the database was told to keep them but has not said whether it did. */
  "unconfirmed",
  /** The database refused them for what they hold. */
  "refused",
] as const;

/** Why rows are not in the log. */
export type DropReason = typeof DROP_REASONS[number];

/** Numbers of rows by what asked for them. */
export type RowsBySource = ReadonlyMap<Role, number>;

/**
 * Counts what becomes of every row: once nothing is queued, rows scored = stored + duplicates +
 * dropped + kept out, for each source.
 */
export class LogCounters {
  readonly #stored: NumberFamily;
  readonly #duplicates: NumberFamily;
  readonly #dropped: NumberFamily;
  readonly #keptOut: NumberFamily;
  /** Rows that are neither stored nor given up yet. */
  readonly queued: Series;
  /** Writes that failed and are tried again. */
  readonly failedWrites: Series;

  /**
   * Declares the metrics.
   *
   * @param exposition Where.
   */
  constructor(exposition: Exposition) {
    this.#stored = exposition.counter(
      "predict_log_rows_stored_total",
      "Rows in the prediction log, by source.",
    );
    this.#duplicates = exposition.counter(
      "predict_log_rows_duplicate_total",
      "Rows not written again as one with the same request id, row, source and time is in the log.",
    );
    this.#dropped = exposition.counter(
      "predict_log_rows_dropped_total",
      "Rows that did not get into the prediction log, by source and reason (queue_full, shutdown, unconfirmed, refused).",
    );
    this.#keptOut = exposition.counter(
      "predict_log_rows_kept_out_total",
      "Rows kept out of the prediction log as the client asked for, by source.",
    );
    this.queued = exposition.gauge(
      "predict_log_rows_queued",
      "Rows that wait to be written to the prediction log.",
    ).with();
    this.failedWrites = exposition.counter(
      "predict_log_failed_writes_total",
      "Writes of a batch that failed and are tried again.",
    ).with();
    for (const source of ["champion", "challenger", "shadow"] as const) {
      this.#stored.with({ source });
      this.#duplicates.with({ source });
      this.#keptOut.with({ source });
      for (const reason of DROP_REASONS) this.#dropped.with({ source, reason });
    }
  }

  /**
   * Counts a written batch.
   *
   * @param stored Those of them that are in the log by it; the others were there before.
   */
  written(rows: RowsBySource, stored: RowsBySource): void {
    for (const [source, nRows] of rows) {
      const nStored = stored.get(source) ?? 0;
      this.#stored.with({ source }).value += nStored;
      this.#duplicates.with({ source }).value += nRows - nStored;
    }
  }

  /**
   * Counts rows that a client wants kept out.
   *
   * @param source What has scored them.
   * @param nRows How many.
   */
  keptOut(source: Role, nRows: number): void {
    this.#keptOut.with({ source }).value += nRows;
  }

  /**
   * Counts rows that are given up.
   *
   * @param reason Why.
   */
  dropped(rows: RowsBySource, reason: DropReason): void {
    for (const [source, nRows] of rows) {
      this.#dropped.with({ source, reason }).value += nRows;
    }
  }
}
