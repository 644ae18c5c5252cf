import type { Prediction, Rows } from "@mlops/model";
import { callerOf } from "../http/caller.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Assignment, Role } from "../model/model_store.ts";

/** Rows that were scored together for one request. */
export interface ScoredRows {
  /** Id of the request, made here. */
  readonly requestId: string;
  /** Id that the client gave it; `null`: none. */
  readonly clientId: string | null;
  /** Number of the first row within the request. */
  readonly firstRow: number;
  /** When they were scored, in ms since 1970; the shadow's rows have the time of those they follow. */
  readonly timeMs: number;
  /** What scored them, and in which role. */
  readonly assignment: Assignment;
  /** The rows; nobody writes to them afterwards. */
  readonly rows: Rows;
  /** What the model said of them; nobody writes to it afterwards. */
  readonly prediction: Prediction;
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
  /**
   * Counts rows that are not to be recorded, as a client asked for that may.
   *
   * @param role What has scored them.
   * @param nRows How many.
   */
  keepOut(role: Role, nRows: number): void;
}

/**
 * Tells whether a request is to be kept out of the log, by `X-Prediction-Log: off`: rows that are
 * nobody's, such as those behind a curve, would else count in drift and be scored by the shadow. Who may
 * only predict does not decide about the log: it takes the right to read it, which everyone has where no
 * rights are asked for.
 *
 * @returns `true` if it says so, and may.
 */
export function isKeptOut(exchange: Exchange): boolean {
  return exchange.request.headers.get("x-prediction-log") === "off" &&
    callerOf(exchange).may("read");
}
