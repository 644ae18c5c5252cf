import type { Assignment } from "./model_store.ts";

/** Rows that were scored together for one request. */
export interface ScoredRows {
  /** Id of the request. */
  readonly requestId: string;
  /** Number of the first row within the request. */
  readonly firstRow: number;
  /** When they were scored, in ms since 1970; the shadow's rows have the time of those they follow. */
  readonly timeMs: number;
  /** What scored them, and in which role. */
  readonly assignment: Assignment;
  /** Features, row-major `[nRows, nFeatures]`; nobody writes to them afterwards. */
  readonly rows: Float32Array;
  /** Probabilities, row-major `[nRows, nClasses]`; nobody writes to them afterwards. */
  readonly probabilities: Float64Array;
  /** Time from the arrival of the request to the scores, in ms. */
  readonly latencyMs: number;
}

/** Where predictions are recorded. */
export interface PredictionLog {
  /**
   * Takes rows to be recorded; it returns at once and never throws.
   *
   * @param scored The rows.
   */
  record(scored: ScoredRows): void;
}

/** Records nothing: the service without a database. */
export const NO_PREDICTION_LOG: PredictionLog = { record() {} };

/**
 * Counts rows that were scored together.
 *
 * @param scored The rows.
 * @returns How many there are.
 */
export function countRows({ rows, assignment }: ScoredRows): number {
  return rows.length / assignment.model.classifier.nFeatures;
}
