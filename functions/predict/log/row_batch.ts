import type { Rows } from "@mlops/model";
import { labelOf } from "../model/answer_format.ts";
import type { Assignment, Role } from "../model/model_store.ts";
import type { ScoredRows } from "../scoring/prediction_log.ts";

/** Most rows of a batch; beyond a thousand a larger statement is not faster. */
export const BATCH_ROWS = 1_000;

/**
 * Rows that are written together, column by column. Copied into typed arrays they take a tenth of the
 * memory of the objects that they come in, and none of them lives longer than its request.
 */
export class RowBatch {
  /** Ids of the requests. */
  readonly requestIds: string[] = [];
  /** Ids that the clients gave them; `null` where all rows are without. */
  clientIds: (string | null)[] | null = null;
  /** Numbers of the rows within their requests. */
  readonly rowNumbers: Int32Array = new Int32Array(BATCH_ROWS);
  /** Times, in ms since 1970. */
  readonly timesMs: Float64Array = new Float64Array(BATCH_ROWS);
  /** Latencies, in ms. */
  readonly latenciesMs: Float64Array = new Float64Array(BATCH_ROWS);
  /** Positions in {@linkcode assignments}. */
  readonly models: Uint16Array = new Uint16Array(BATCH_ROWS);
  /** Probabilities of the last class; NaN where the model gives none. */
  readonly probabilities: Float64Array = new Float64Array(BATCH_ROWS);
  /** Values of a regression; NaN where the model is none. */
  readonly predictions: Float64Array = new Float64Array(BATCH_ROWS);
  /** Positions of the predicted classes among those of the model; -1 for a regression. */
  readonly labels: Int32Array = new Int32Array(BATCH_ROWS);
  /** Numbers of one row after the other. */
  numbers: Float64Array = new Float64Array(8 * BATCH_ROWS);
  /** Texts beside them, where there are any. */
  readonly texts: (string | null)[] = [];
  /** What scored the rows, each once. */
  readonly assignments: Assignment[] = [];
  /** How many of each source. */
  readonly bySource: Map<Role, number> = new Map();
  #nRows = 0;
  #nValues = 0;

  /** Rows in it. */
  get nRows(): number {
    return this.#nRows;
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
    const { assignment, prediction, requestId, clientId, timeMs, latencyMs } = scored;
    const { features, nOutputs, output } = assignment.model.scorer;
    const end = Math.min(scored.rows.nRows, begin + BATCH_ROWS - this.#nRows);
    const model = this.#numberOf(assignment);
    this.#copyValues(scored.rows, begin * features.length, end * features.length);
    let at = this.#nRows;
    for (let row = begin; row < end; row++, at++) {
      this.requestIds.push(requestId);
      if (clientId !== null) this.clientIds ??= Array(at).fill(null);
      this.clientIds?.push(clientId);
      this.rowNumbers[at] = scored.firstRow + row;
      this.timesMs[at] = timeMs;
      this.latenciesMs[at] = latencyMs;
      this.models[at] = model;
      const last = prediction.values[(row + 1) * nOutputs - 1]!;
      this.probabilities[at] = output === "probabilities" ? last : NaN;
      this.predictions[at] = output === "value" ? last : NaN;
      this.labels[at] = output === "value" ? -1 : labelOf(prediction, row, nOutputs);
    }
    this.#nRows = at;
    this.bySource.set(assignment.role, (this.bySource.get(assignment.role) ?? 0) + end - begin);
    return end;
  }

  /** Empties it, to be filled again. */
  clear(): void {
    this.requestIds.length = this.assignments.length = this.texts.length = 0;
    this.clientIds = null;
    this.bySource.clear();
    this.#nRows = this.#nValues = 0;
  }

  #numberOf(assignment: Assignment): number {
    const known = this.assignments.indexOf(assignment);
    return known >= 0 ? known : this.assignments.push(assignment) - 1;
  }

  #copyValues({ numbers, texts }: Rows, begin: number, end: number): void {
    const needed = this.#nValues + end - begin;
    if (needed > this.numbers.length) {
      const larger = new Float64Array(Math.max(needed, 2 * this.numbers.length));
      larger.set(this.numbers.subarray(0, this.#nValues));
      this.numbers = larger;
    }
    if (texts !== null) {
      for (let from = begin; from < end; from++) {
        this.texts[this.#nValues + from - begin] = texts[from]!;
      }
    }
    // A loop, as `set` with a view costs three times as much for eight values.
    for (let from = begin; from < end; from++) this.numbers[this.#nValues++] = numbers[from]!;
  }
}
