import { delay } from "@std/async";
import type { Assignment, Role } from "../model/model_store.ts";
import { Exposition } from "../metrics/prometheus.ts";
import { createLogger } from "../logger.ts";
import { loadSmallModel, smallDiabetesModel } from "./small_models.ts";
import { BatchedPredictionLog } from "../log/batched_prediction_log.ts";
import { LogCounters } from "../log/log_counters.ts";
import { PostgresLogWriter } from "../log/postgres_log_writer.ts";
import type { TestedPostgres } from "@mlops/testing/tested_postgres";

/** What became of every row; `recorded` is to equal the sum of the others. */
export interface Accounting {
  /** Rows given to the log. */
  readonly recorded: number;
  /** Rows in the database. */
  readonly inLog: number;
  /** Rows counted as duplicates. */
  readonly duplicates: number;
  /** Rows counted as dropped. */
  readonly dropped: number;
}

/** A prediction log on a real database, and what it was given. */
export class RecordedLoad {
  readonly #database: TestedPostgres;
  readonly #exposition = new Exposition();
  readonly #assignments: ReadonlyMap<Role, Assignment>;
  #recorded = 0;
  /** The log. */
  readonly log: BatchedPredictionLog;
  /** Lines that the log wrote, parsed. */
  readonly lines: Record<string, unknown>[] = [];

  private constructor(
    database: TestedPostgres,
    assignments: ReadonlyMap<Role, Assignment>,
    { capacity, url }: { capacity: number; url: URL },
  ) {
    this.#database = database;
    this.#assignments = assignments;
    this.log = new BatchedPredictionLog({
      writers: [new PostgresLogWriter(url), new PostgresLogWriter(url)],
      counters: new LogCounters(this.#exposition),
      logger: createLogger((line) => this.lines.push(JSON.parse(line)), Date.now),
      instance: "test",
      hasFeatures: true,
      capacity,
      newId: () => crypto.randomUUID(),
      random: Math.random,
    });
  }

  /**
   * Opens a log on an empty table.
   *
   * @param options `capacity` is the most rows that wait, `url` another way to the database.
   * @returns The load.
   */
  static async begin(
    database: TestedPostgres,
    { capacity = 100_000, url = database.url }: { capacity?: number; url?: URL } = {},
  ): Promise<RecordedLoad> {
    await database.query("truncate predictions");
    const model = await loadSmallModel(smallDiabetesModel());
    const roles = ["champion", "challenger", "shadow"] as const;
    const assignments = roles.map((role) =>
      [role, { model, role, alias: role, traffic: 0 }] as const
    );
    return new RecordedLoad(database, new Map(assignments), { capacity, url });
  }

  /**
   * Records one row.
   *
   * @param id Its request id.
   * @param options What differs from a single row of the champion.
   */
  record(
    id: string,
    { role = "champion", timeMs = Date.now(), nRows = 1 }: {
      role?: Role;
      timeMs?: number;
      nRows?: number;
    } = {},
  ): void {
    this.#recorded += nRows;
    this.log.record({
      requestId: id,
      clientId: null,
      firstRow: 0,
      timeMs,
      assignment: this.#assignments.get(role) as Assignment,
      rows: { nRows, numbers: new Float64Array(8 * nRows).fill(0.5), texts: null },
      prediction: {
        values: Float64Array.from({ length: 2 * nRows }, (_, i) => i % 2 === 0 ? 0.25 : 0.75),
        labels: null,
      },
      latencyMs: 1.5,
    });
  }

  /**
   * Records rows at a steady rate.
   *
   * @param durationMs How long.
   * @param rowsPerSecond How many; what a late timer left out is made up for.
   */
  async run(durationMs: number, rowsPerSecond: number): Promise<void> {
    const startedMs = performance.now();
    let nSent = 0;
    for (let elapsedMs = 0; elapsedMs < durationMs;) {
      await delay(5);
      elapsedMs = Math.min(performance.now() - startedMs, durationMs);
      for (; nSent < elapsedMs / 1000 * rowsPerSecond; nSent++) this.record(crypto.randomUUID());
    }
  }

  /**
   * Sums a counter or gauge over its labels.
   *
   * @param name Name of the metric.
   * @returns The sum.
   */
  metric(name: string): number {
    const lines = this.#exposition.text().split("\n").filter((line) =>
      line.startsWith(`${name}{`) || line.startsWith(`${name} `)
    );
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }

  /** Compares what was recorded with the database and the counters. */
  async account(): Promise<Accounting> {
    const [row] = await this.#database.query<{ n: number }>(
      "select count(*)::integer as n from predictions",
    );
    return {
      recorded: this.#recorded,
      inLog: row?.n ?? 0,
      duplicates: this.metric("predict_log_rows_duplicate_total"),
      dropped: this.metric("predict_log_rows_dropped_total"),
    };
  }

  /** Waits until nothing is queued. */
  async untilWritten(): Promise<void> {
    const startedMs = performance.now();
    while (this.metric("predict_log_rows_queued") > 0) {
      if (performance.now() - startedMs > 60_000) throw new Error("Rows are queued for a minute");
      await delay(10);
    }
  }
}
