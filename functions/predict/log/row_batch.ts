import { likeliest } from "../model/answer_format.ts";
import type { Assignment, Role } from "../model/model_store.ts";
import { countRows, type ScoredRows } from "../scoring/prediction_log.ts";

/** Most rows of a batch; beyond a thousand a larger statement is not faster. */
export const BATCH_ROWS = 1_000;

/**
 * Rows that are written together, column by column. Copied into typed arrays they take a tenth of the
 * memory of the objects that they come in, and none of them lives longer than its request.
 */
export class RowBatch {
  /** Ids of the requests. */
  readonly requestIds: string[] = [];
  /** Numbers of the rows within their requests. */
  readonly rowNumbers: Int32Array = new Int32Array(BATCH_ROWS);
  /** Times, in ms since 1970. */
  readonly timesMs: Float64Array = new Float64Array(BATCH_ROWS);
  /** Latencies, in ms. */
  readonly latenciesMs: Float64Array = new Float64Array(BATCH_ROWS);
  /** Positions in {@linkcode assignments}. */
  readonly models: Uint16Array = new Uint16Array(BATCH_ROWS);
  /** Probabilities of the last class. */
  readonly probabilities: Float64Array = new Float64Array(BATCH_ROWS);
  /** Positions of the predicted classes among those of the model. */
  readonly labels: Uint16Array = new Uint16Array(BATCH_ROWS);
  /** Where the row's features end in {@linkcode features}. */
  readonly featureEnds: Int32Array = new Int32Array(BATCH_ROWS);
  /** Features of one row after the other. */
  features: Float32Array = new Float32Array(8 * BATCH_ROWS);
  /** What scored the rows, each once. */
  readonly assignments: Assignment[] = [];
  /** How many of each source. */
  readonly bySource: Map<Role, number> = new Map();
  #nRows = 0;
  #nFeatureValues = 0;

  /** Rows in it. */
  get nRows(): number {
    return this.#nRows;
  }

  /** Values in use in {@linkcode features}. */
  get nFeatureValues(): number {
    return this.#nFeatureValues;
  }

  /** Whether it takes no more. */
  get isFull(): boolean {
    return this.#nRows === BATCH_ROWS;
  }

  /**
   * Copies rows into the batch, as many as it has room for.
   *
   * @param scored The rows.
   * @param begin The first of them to take.
   * @returns The first one that was not taken.
   */
  add(scored: ScoredRows, begin: number): number {
    const { assignment, probabilities, requestId, timeMs, latencyMs } = scored;
    const { nFeatures, classes } = assignment.model.classifier;
    const nClasses = classes.length;
    const end = Math.min(countRows(scored), begin + BATCH_ROWS - this.#nRows);
    const model = this.#numberOf(assignment);
    this.#copyFeatures(scored.rows, begin * nFeatures, end * nFeatures);
    let at = this.#nRows;
    let featureEnd = this.#nFeatureValues - (end - begin) * nFeatures;
    for (let row = begin; row < end; row++, at++) {
      this.requestIds.push(requestId);
      this.rowNumbers[at] = scored.firstRow + row;
      this.timesMs[at] = timeMs;
      this.latenciesMs[at] = latencyMs;
      this.models[at] = model;
      const scoresEnd = (row + 1) * nClasses;
      this.probabilities[at] = probabilities[scoresEnd - 1]!;
      this.labels[at] = likeliest(probabilities, scoresEnd - nClasses, scoresEnd);
      this.featureEnds[at] = featureEnd += nFeatures;
    }
    this.#nRows = at;
    this.bySource.set(assignment.role, (this.bySource.get(assignment.role) ?? 0) + end - begin);
    return end;
  }

  /** Empties it, to be filled again. */
  clear(): void {
    this.requestIds.length = this.assignments.length = 0;
    this.bySource.clear();
    this.#nRows = this.#nFeatureValues = 0;
  }

  #numberOf(assignment: Assignment): number {
    const known = this.assignments.indexOf(assignment);
    return known >= 0 ? known : this.assignments.push(assignment) - 1;
  }

  #copyFeatures(rows: Float32Array, begin: number, end: number): void {
    const needed = this.#nFeatureValues + end - begin;
    if (needed > this.features.length) {
      const larger = new Float32Array(Math.max(needed, 2 * this.features.length));
      larger.set(this.features.subarray(0, this.#nFeatureValues));
      this.features = larger;
    }
    // A loop, as `set` with a view costs three times as much for eight values.
    for (let from = begin; from < end; from++) {
      this.features[this.#nFeatureValues++] = rows[from]!;
    }
  }
}
