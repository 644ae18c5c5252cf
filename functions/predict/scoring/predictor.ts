import { type Prediction, type Rows, ValueError } from "@mlops/model";
import type { Exchange } from "../http/exchange.ts";
import { requireFewNumbers } from "../rows/price.ts";
import { ValidationError } from "../http/validation_error.ts";
import type { ServedModel } from "../model/served_model.ts";
import { LongBatches } from "./long_batches.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Assignment, ModelStore } from "../model/model_store.ts";
import { isKeptOut, type PredictionLog, type ScoredRows } from "./prediction_log.ts";
import { Series } from "../metrics/prometheus.ts";
import type { Turns } from "../http/turns.ts";
import { requireSound } from "./sound_prediction.ts";

/** What predicting needs. */
export interface PredictorParts {
  /** The models in memory. */
  readonly store: ModelStore;
  /** Where predictions are recorded; `null` without a database. */
  readonly log: PredictionLog | null;
  /** What is counted. */
  readonly metrics: Metrics;
  /** Where long work waits for its turn. */
  readonly turns: Turns;
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
  readonly rows: Rows;
  readonly firstRow: number;
}

/** Rows that may wait for the shadow; what comes on top is dropped and counted. */
const MAX_SHADOW_ROWS = 20_000;

/** Answers of more numbers hold memory. */
const MANY_NUMBERS = 4_096;

/** Memory that a number of an answer takes: the double, its text, and that in the whole text. */
const BYTES_PER_NUMBER = 64;

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
    this.#batches = new LongBatches(parts.now, parts.turns);
  }

  /**
   * Chooses the model that answers a request.
   *
   * @param exchange The request; it notes the model.
   * @returns The model in its role.
   * @throws {ModelUnavailableError} If there is none.
   */
  choose(exchange: Exchange): Assignment {
    const assignment = this.#parts.store.choose(exchange.clientId ?? exchange.id);
    exchange.model = assignment.model;
    exchange.trace?.part("validate");
    return assignment;
  }

  /**
   * Scores rows of a request.
   *
   * @param exchange The request.
   * @param assignment The model that was chosen for it.
   * @param rows The rows, at least one; not to be written to afterwards.
   * @param firstRow Number of the first row within the request.
   * @returns What the model says; not a promise where the engine needs none.
   * @throws {ValidationError} If a value cannot be scored.
   * @throws {Problem} 413 if the answer would be too long, 503 if there is no place among those that score,
   * or no memory for it.
   */
  score(
    exchange: Exchange,
    assignment: Assignment,
    rows: Rows,
    firstRow = 0,
  ): Prediction | Promise<Prediction> {
    const { nOutputs } = assignment.model.scorer;
    requireFewNumbers(rows.nRows, nOutputs);
    // A stream holds what its pieces take already.
    if (rows.nRows * nOutputs > MANY_NUMBERS && exchange.streamed === null) {
      exchange.hold(rows.nRows * nOutputs * BYTES_PER_NUMBER);
    }
    const scoring = { assignment, rows, firstRow };
    const turn = exchange.enter();
    return turn === null
      ? this.#score(exchange, scoring)
      : turn.then(() => this.#score(exchange, scoring));
  }

  #score(exchange: Exchange, scoring: Scoring): Prediction | Promise<Prediction> {
    const { assignment, rows } = scoring;
    if (this.#batches.isLong(rows)) return this.#scoreLong(exchange, scoring);
    exchange.trace?.part("score");
    const startedMs = this.#parts.now();
    try {
      const prediction = assignment.model.scorer.predict(rows);
      return prediction instanceof Promise
        ? this.#later(exchange, scoring, { prediction, startedMs })
        : this.#note(exchange, scoring, { prediction, startedMs });
    } catch (error) {
      throw toValidationError(error, assignment.model, rows);
    }
  }

  async #later(
    exchange: Exchange,
    scoring: Scoring,
    { prediction, startedMs }: { prediction: Promise<Prediction>; startedMs: number },
  ): Promise<Prediction> {
    try {
      return this.#note(exchange, scoring, { prediction: await prediction, startedMs });
    } catch (error) {
      throw toValidationError(error, scoring.assignment.model, scoring.rows);
    }
  }

  async #scoreLong(exchange: Exchange, scoring: Scoring): Promise<Prediction> {
    exchange.trace?.part("score");
    const { model } = scoring.assignment;
    try {
      const { prediction, tookMs } = await this.#batches.score(model, scoring.rows);
      const startedMs = this.#parts.now() - tookMs;
      return this.#note(exchange, scoring, { prediction, startedMs });
    } catch (error) {
      throw toValidationError(error, model, scoring.rows);
    }
  }

  #note(
    exchange: Exchange,
    scoring: Scoring,
    { prediction, startedMs }: { prediction: Prediction; startedMs: number },
  ): Prediction {
    requireSound(scoring.assignment.model.scorer, scoring.rows, prediction);
    const endedMs = this.#parts.now();
    exchange.scoringMs += endedMs - startedMs;
    exchange.trace?.part("log");
    this.#record(exchange, scoring, { prediction, endedMs });
    exchange.trace?.part("answer");
    return prediction;
  }

  #record(
    exchange: Exchange,
    scoring: Scoring,
    { prediction, endedMs }: { prediction: Prediction; endedMs: number },
  ): void {
    const { assignment, rows, firstRow } = scoring;
    const { nRows } = rows;
    this.#counterOf(assignment).value += nRows;
    const { log, store } = this.#parts;
    const { shadow } = store;
    if (log === null && shadow === null) return;
    if (isKeptOut(exchange)) {
      log?.keepOut(assignment.role, nRows);
      return;
    }
    const scored: ScoredRows = {
      requestId: exchange.id,
      clientId: exchange.clientId,
      firstRow,
      timeMs: this.#parts.timeOfDay(),
      assignment,
      rows,
      prediction,
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
      !takesSameRows(shadow.model, scored.assignment.model)
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
        const prediction = this.#batches.isLong(rows)
          ? (await this.#batches.score(shadow.model, rows)).prediction
          : await shadow.model.scorer.predict(rows);
        requireSound(shadow.model.scorer, rows, prediction);
        this.#counterOf(shadow).value += nRows;
        log?.record({
          ...scored,
          assignment: shadow,
          prediction,
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

/** Names the feature of a value that the model refused; a row of several is named by its number. */
function toValidationError(error: unknown, { features }: ServedModel, { nRows }: Rows): unknown {
  if (!(error instanceof ValueError)) return error;
  const name = features[error.feature]?.name ?? "";
  const place = nRows === 1 ? "" : `[${error.row}] `;
  const path = nRows === 1 ? [name] : [error.row, name];
  return new ValidationError([{ path, reason: `${place}${name} ${error.message}` }]);
}

/** Whether rows that were read for one model mean the same to another. */
function takesSameRows(one: ServedModel, other: ServedModel): boolean {
  const { features } = one;
  return features.length === other.features.length &&
    features.every(({ type, isNullable }, column) => {
      const given = other.features[column]!;
      return (type === "bytes") === (given.type === "bytes") &&
        (isNullable || !given.isNullable);
    });
}
