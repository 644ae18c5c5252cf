import type { ScoredRows } from "../scoring/prediction_log.ts";
import { RowBatch } from "./row_batch.ts";

/** Emptied batches that are kept to be filled again: as many as are used at once when all is well. */
const MAX_SPARE_BATCHES = 4;

/** Rows in the order in which they came, up to a limit, taken out in batches. */
export class RowQueue {
  readonly #capacity: number;
  /** The oldest first; only the last one may have room. */
  readonly #batches: RowBatch[] = [];
  readonly #spare: RowBatch[] = [];
  #nRows = 0;

  /**
   * Makes an empty queue.
   *
   * @param capacity Most rows.
   */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Rows in it. */
  get nRows(): number {
    return this.#nRows;
  }

  /**
   * Adds rows.
   *
   * @param scored The rows.
   * @param nReserved Places of the capacity that are taken by rows elsewhere.
   * @returns `false`, and nothing added, if there is no room for all of them.
   */
  add(scored: ScoredRows, nReserved: number): boolean {
    const { nRows } = scored.rows;
    if (this.#nRows + nReserved + nRows > this.#capacity) return false;
    for (let begin = 0; begin < nRows;) begin = this.#openBatch().add(scored, begin);
    this.#nRows += nRows;
    return true;
  }

  /**
   * Takes the oldest batch out.
   *
   * @returns The batch, or `undefined` if there is none.
   */
  take(): RowBatch | undefined {
    const batch = this.#batches.shift();
    this.#nRows -= batch?.nRows ?? 0;
    return batch;
  }

  /**
   * Takes a batch back once nobody needs its rows any more.
   */
  reuse(batch: RowBatch): void {
    if (this.#spare.length >= MAX_SPARE_BATCHES) return;
    batch.clear();
    this.#spare.push(batch);
  }

  #openBatch(): RowBatch {
    const last = this.#batches.at(-1);
    if (last !== undefined && !last.isFull) return last;
    const batch = this.#spare.pop() ?? new RowBatch();
    this.#batches.push(batch);
    return batch;
  }
}
