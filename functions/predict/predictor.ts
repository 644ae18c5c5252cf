import { setImmediate } from "node:timers";
import type { Exchange } from "./exchange.ts";
import type { Metrics } from "./metrics.ts";
import type { Assignment, ModelStore } from "./model_store.ts";
import { isKeptOut, type PredictionLog, type ScoredRows } from "./prediction_log.ts";
import { Series } from "./prometheus.ts";

/** What predicting needs. */
export interface PredictorParts {
  /** The models in memory. */
  readonly store: ModelStore;
  /** Where predictions are recorded; `null` without a database. */
  readonly log: PredictionLog | null;
  /** What is counted. */
  readonly metrics: Metrics;
  /** Steady clock, in ms. */
  readonly now: () => number;
  /** The present, in ms since 1970. */
  readonly timeOfDay: () => number;
  /** Runs work after what is in progress now. */
  readonly later: (work: () => void) => void;
}

/** Rows that are being scored, and since when. */
interface Scoring {
  readonly assignment: Assignment;
  readonly rows: Float32Array;
  readonly firstRow: number;
  readonly startedMs: number;
}

/** Rows that may wait for the shadow; what comes on top is dropped and counted. */
const MAX_SHADOW_ROWS = 20_000;

/** From so many feature values on (32 rows of eight), scoring takes a millisecond where it is slow. */
const LONG_WORK_VALUES = 256;

/** Work that takes as long (in ms) lets in all that has arrived first, at a cost of 0.03 ms. */
const LONG_WORK_MS = 2;

/** Lets what the process has read already take its turn. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const NOTHING = new Uint8Array(0);

/**
 * Lets everything that has arrived take its turn. Sockets are read while the event loop waits, here for
 * another thread, and a request needs two such waits. With one `setImmediate` in their place a service
 * whose scores take 8 ms turned surplus requests away after 70 ms, with these after 6 ms (64 clients).
 */
async function letArrivalsIn(): Promise<void> {
  await crypto.subtle.digest("SHA-1", NOTHING);
  await crypto.subtle.digest("SHA-1", NOTHING);
}

/** Scores rows with the model whose turn it is, and records them; the shadow scores them afterwards. */
export class Predictor {
  readonly #parts: PredictorParts;
  #lastAssignment: Assignment | null = null;
  #lastCounter = new Series();
  #waitingShadowRows = 0;
  /** Scoring time of the last long batch for each of its feature values. */
  #msPerValue = 0;

  /**
   * Prepares a predictor.
   *
   * @param parts What predicting needs.
   */
  constructor(parts: PredictorParts) {
    this.#parts = parts;
  }

  /**
   * Chooses the model that answers a request.
   *
   * @param exchange The request; it notes the model.
   * @returns The model in its role.
   * @throws {ModelUnavailableError} If there is none.
   */
  choose(exchange: Exchange): Assignment {
    const assignment = this.#parts.store.choose(exchange.id);
    exchange.model = assignment.model;
    exchange.trace?.part("validate");
    return assignment;
  }

  /**
   * Scores rows of a request.
   *
   * @param exchange The request.
   * @param assignment The model that was chosen for it.
   * @param rows Features, row-major `[nRows, nFeatures]`, `nRows` >= 1; not to be written to afterwards.
   * @param firstRow Number of the first row within the request.
   * @returns Probabilities, row-major `[nRows, nClasses]`; not a promise where the engine needs none.
   */
  score(
    exchange: Exchange,
    assignment: Assignment,
    rows: Float32Array,
    firstRow = 0,
  ): Float64Array | Promise<Float64Array> {
    // Work that takes long leaves the event loop no turn in which requests that came meanwhile are seen:
    // they are let in first, so that those beyond the queue are turned away at once.
    if (rows.length < LONG_WORK_VALUES) return this.#score(exchange, assignment, rows, firstRow);
    const isLong = rows.length * this.#msPerValue >= LONG_WORK_MS;
    const turn = isLong ? letArrivalsIn() : eventLoopTurn();
    return turn.then(() => this.#score(exchange, assignment, rows, firstRow));
  }

  #score(
    exchange: Exchange,
    assignment: Assignment,
    rows: Float32Array,
    firstRow: number,
  ): Float64Array | Promise<Float64Array> {
    exchange.trace?.part("score");
    const startedMs = this.#parts.now();
    const scores = assignment.model.classifier.predictProba(rows);
    return scores instanceof Float64Array
      ? this.#note(exchange, { assignment, rows, firstRow, startedMs }, scores)
      : scores.then((waited) =>
        this.#note(exchange, { assignment, rows, firstRow, startedMs }, waited)
      );
  }

  #note(exchange: Exchange, scoring: Scoring, probabilities: Float64Array): Float64Array {
    exchange.trace?.part("log");
    this.#record(exchange, scoring, probabilities);
    exchange.trace?.part("answer");
    return probabilities;
  }

  #record(exchange: Exchange, scoring: Scoring, probabilities: Float64Array): void {
    const { assignment, rows, firstRow, startedMs } = scoring;
    const nowMs = this.#parts.now();
    const tookMs = nowMs - startedMs;
    exchange.scoringMs += tookMs;
    if (rows.length >= LONG_WORK_VALUES) this.#msPerValue = tookMs / rows.length;
    const nRows = rows.length / assignment.model.classifier.nFeatures;
    this.#counterOf(assignment).value += nRows;
    const { log, store } = this.#parts;
    const { shadow } = store;
    if (log === null && shadow === null) return;
    if (isKeptOut(exchange.request)) {
      log?.keepOut(assignment.role, nRows);
      return;
    }
    const scored: ScoredRows = {
      requestId: exchange.id,
      firstRow,
      timeMs: this.#parts.timeOfDay(),
      assignment,
      rows,
      probabilities,
      latencyMs: nowMs - exchange.startedAtMs,
    };
    log?.record(scored);
    if (shadow !== null) this.#shadow(shadow, scored, nRows);
  }

  /** Lets the shadow score the same rows once the answer is on its way. */
  #shadow(shadow: Assignment, scored: ScoredRows, nRows: number): void {
    const { metrics, later, log, now } = this.#parts;
    if (
      this.#waitingShadowRows + nRows > MAX_SHADOW_ROWS ||
      shadow.model.classifier.nFeatures !== scored.assignment.model.classifier.nFeatures
    ) {
      metrics.shadowDropped.value += nRows;
      return;
    }
    this.#waitingShadowRows += nRows;
    shadow.model.holders++;
    later(async () => {
      const startedMs = now();
      try {
        const probabilities = await shadow.model.classifier.predictProba(scored.rows);
        this.#counterOf(shadow).value += nRows;
        log?.record({
          ...scored,
          assignment: shadow,
          probabilities,
          latencyMs: now() - startedMs,
        });
      } catch {
        // A shadow answers nobody: what it cannot score is only counted.
        metrics.shadowDropped.value += nRows;
      } finally {
        this.#waitingShadowRows -= nRows;
        shadow.model.holders--;
      }
    });
  }

  #counterOf(assignment: Assignment): Series {
    if (assignment === this.#lastAssignment) return this.#lastCounter;
    this.#lastAssignment = assignment;
    this.#lastCounter = this.#parts.metrics.rowsOf(assignment.role, assignment.model.version);
    return this.#lastCounter;
  }
}
