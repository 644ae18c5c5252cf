import type { Exchange } from "../http/exchange.ts";
import { LongBatches } from "./long_batches.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Assignment, ModelStore } from "../model/model_store.ts";
import { isKeptOut, type PredictionLog, type ScoredRows } from "./prediction_log.ts";
import { Series } from "../metrics/prometheus.ts";

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

/** Rows that are being scored. */
interface Scoring {
  readonly assignment: Assignment;
  readonly rows: Float32Array;
  readonly firstRow: number;
}

/** Rows that may wait for the shadow; what comes on top is dropped and counted. */
const MAX_SHADOW_ROWS = 20_000;

/** Scores rows with the model whose turn it is, and records them; the shadow scores them afterwards. */
export class Predictor {
  readonly #parts: PredictorParts;
  #lastAssignment: Assignment | null = null;
  #lastCounter = new Series();
  #waitingShadowRows = 0;
  readonly #batches: LongBatches;

  /**
   * Prepares a predictor.
   *
   * @param parts What predicting needs.
   */
  constructor(parts: PredictorParts) {
    this.#parts = parts;
    this.#batches = new LongBatches(parts.now);
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
    if (this.#batches.isLong(rows)) {
      return this.#scoreLong(exchange, { assignment, rows, firstRow });
    }
    exchange.trace?.part("score");
    const startedMs = this.#parts.now();
    const scores = assignment.model.classifier.predictProba(rows);
    const scoring = { assignment, rows, firstRow };
    const note = (probabilities: Float64Array) => {
      const endedMs = this.#parts.now();
      exchange.scoringMs += endedMs - startedMs;
      return this.#note(exchange, scoring, probabilities, endedMs);
    };
    return scores instanceof Float64Array ? note(scores) : scores.then(note);
  }

  async #scoreLong(exchange: Exchange, scoring: Scoring): Promise<Float64Array> {
    exchange.trace?.part("score");
    const { model } = scoring.assignment;
    const { probabilities, tookMs } = await this.#batches.score(model, scoring.rows);
    exchange.scoringMs += tookMs;
    return this.#note(exchange, scoring, probabilities, this.#parts.now());
  }

  #note(
    exchange: Exchange,
    scoring: Scoring,
    probabilities: Float64Array,
    endedMs: number,
  ): Float64Array {
    exchange.trace?.part("log");
    this.#record(exchange, scoring, probabilities, endedMs);
    exchange.trace?.part("answer");
    return probabilities;
  }

  #record(
    exchange: Exchange,
    scoring: Scoring,
    probabilities: Float64Array,
    endedMs: number,
  ): void {
    const { assignment, rows, firstRow } = scoring;
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
      latencyMs: endedMs - exchange.startedAtMs,
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
        const { rows } = scored;
        const probabilities = this.#batches.isLong(rows)
          ? (await this.#batches.score(shadow.model, rows)).probabilities
          : await shadow.model.classifier.predictProba(rows);
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
