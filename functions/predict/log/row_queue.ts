import type { Role } from "../model_store.ts";
import { countRows, type ScoredRows } from "../prediction_log.ts";

/** Some rows of one request, `[begin, end)` of those that were scored together. */
export interface RowSlice {
  /** The rows that were scored together. */
  readonly scored: ScoredRows;
  /** First row of the slice. */
  readonly begin: number;
  /** Row after the last one. */
  readonly end: number;
}

/** Rows in the order in which they came, up to a limit, taken out in batches. */
export class RowQueue {
  readonly #capacity: number;
  #entries: ScoredRows[] = [];
  /** Index of the first entry that is still here. */
  #head = 0;
  /** Rows of that entry that were taken already. */
  #taken = 0;
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
    const nRows = countRows(scored);
    if (this.#nRows + nReserved + nRows > this.#capacity) return false;
    this.#entries.push(scored);
    this.#nRows += nRows;
    return true;
  }

  /**
   * Takes the oldest rows out.
   *
   * @param maxRows Most rows to take, at least 1.
   * @returns The rows; empty if there are none.
   */
  take(maxRows: number): RowSlice[] {
    const slices: RowSlice[] = [];
    let nLeft = Math.min(maxRows, this.#nRows);
    this.#nRows -= nLeft;
    while (nLeft > 0) {
      const scored = this.#entries[this.#head] as ScoredRows;
      const begin = this.#taken;
      const nRows = countRows(scored);
      const end = Math.min(nRows, begin + nLeft);
      slices.push({ scored, begin, end });
      nLeft -= end - begin;
      this.#taken = end === nRows ? 0 : end;
      if (this.#taken === 0) this.#head++;
    }
    this.#forgetTaken();
    return slices;
  }

  /** Lets go of entries that were taken; rarely, as moving the others costs time. */
  #forgetTaken(): void {
    if (this.#head * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }
}

/**
 * Counts rows by what asked for them.
 *
 * @param slices The rows.
 * @returns How many of each source.
 */
export function countBySource(slices: readonly RowSlice[]): Map<Role, number> {
  const counts = new Map<Role, number>();
  for (const { scored, begin, end } of slices) {
    const { role } = scored.assignment;
    counts.set(role, (counts.get(role) ?? 0) + end - begin);
  }
  return counts;
}
