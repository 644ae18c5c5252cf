import type { Config } from "../config.ts";
import type { Logger } from "../logger.ts";
import type { PredictionLog } from "../scoring/prediction_log.ts";
import type { Exposition } from "../metrics/prometheus.ts";
import { BatchedPredictionLog } from "./batched_prediction_log.ts";
import { LogCounters } from "./log_counters.ts";
import { LogDatabase } from "./log_database.ts";
import { PostgresLogWriter } from "./postgres_log_writer.ts";

/** The prediction log as the service uses it. */
export interface OpenLog {
  /** Where predictions are recorded, or `null` where nothing is. */
  readonly log: PredictionLog | null;
  /** Answers questions about them, or `null` where nothing is logged. */
  readonly database: LogDatabase | null;
  /** Takes outcomes, over one connection, as transactions need it; or `null`. */
  readonly outcomes: LogDatabase | null;
  /**
   * Writes what is left and ends the connections.
   *
   * @param deadlineMs How long the writing may take, in ms.
   */
  close(deadlineMs: number): Promise<void>;
}

/** Batches that are written at the same time: while one is committed the next is inserted. */
const WRITERS = 2;

/**
 * Opens the prediction log that the configuration asks for; it connects with the first prediction.
 *
 * @param config Where it is, and how much is kept.
 * @param parts The service's log, where metrics are declared, and the name of this instance.
 * @returns The log.
 */
export function openLog(
  { databaseUrl, predictionLog }: Pick<Config, "databaseUrl" | "predictionLog">,
  parts: { logger: Logger; exposition: Exposition; instance: string },
): OpenLog {
  if (databaseUrl === null || predictionLog === "off") {
    return {
      log: null,
      database: null,
      outcomes: null,
      close: () => Promise.resolve(),
    };
  }
  const log = new BatchedPredictionLog({
    writers: Array.from({ length: WRITERS }, () => new PostgresLogWriter(databaseUrl)),
    counters: new LogCounters(parts.exposition),
    logger: parts.logger,
    instance: parts.instance,
    hasFeatures: predictionLog === "full",
    newId: () => crypto.randomUUID(),
    random: Math.random,
  });
  const database = new LogDatabase(databaseUrl);
  const outcomes = new LogDatabase(databaseUrl, { maxConnections: 1 });
  return {
    log,
    database,
    outcomes,
    async close(deadlineMs) {
      await log.close(deadlineMs);
      await Promise.all([database.close(), outcomes.close()]);
    },
  };
}
