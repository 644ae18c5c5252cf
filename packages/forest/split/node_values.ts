import { roundDownToFloat32 } from "@mlops/trees";
import { type Column, valueOf } from "../column.ts";
import { toFloatKeys } from "../float_key.ts";
import type { TrainingTable } from "../training_table.ts";

/** One feature's values of a node's rows, side by side, as the searches that follow scikit-learn need them. */
export class NodeValues {
  /** Values by position, those of the node taken last, shape `[samples.length]`. */
  readonly values: Float32Array;
  /** The same memory as integers, so that keys become values without a detour. */
  protected readonly bits: Int32Array;

  readonly #table: TrainingTable;
  readonly #samples: Int32Array;

  /**
   * Makes room for a tree's values.
   *
   * @param table The training rows.
   * @param samples Rows of the tree.
   */
  constructor(table: TrainingTable, samples: Int32Array) {
    this.#table = table;
    this.#samples = samples;
    this.values = new Float32Array(samples.length);
    this.bits = new Int32Array(this.values.buffer);
  }

  /**
   * Takes the values of a node's rows. Rows without one are moved to the end, if the feature is one
   * that may be missing, in the order in which scikit-learn swaps them there.
   *
   * @param start Position of the first row.
   * @param end Position after the last.
   * @returns How many rows have no value.
   */
  take(feature: number, start: number, end: number): number {
    const nMissing = this.moveMissing(feature, start, end);
    this.copy(feature, start, end - nMissing);
    return nMissing;
  }

  /** Moves the rows without a value to the end, if the feature may be missing; returns how many. */
  protected moveMissing(feature: number, start: number, end: number): number {
    if (this.#table.mayBeMissing[feature] === 0) return 0;
    return this.#moveMissing(this.#table.columns[feature]!, start, end);
  }

  /** Copies the values of the rows at some positions. */
  protected copy(feature: number, start: number, end: number): void {
    const { keys, values: ranked } = this.#table.columns[feature]!;
    const { values, bits } = this;
    const samples = this.#samples;
    for (let i = start; i < end; i++) {
      const key = keys[samples[i]!]!;
      if (ranked === null) bits[i] = key < 0 ? key ^ 0x7fffffff : key;
      else values[i] = ranked[key]!;
    }
  }

  #moveMissing({ keys, missingKey }: Column, start: number, end: number): number {
    const samples = this.#samples;
    let last = end - 1;
    for (let i = start; i <= last;) {
      if (keys[samples[last]!] === missingKey) {
        last--;
        continue;
      }
      if (keys[samples[i]!] === missingKey) swap(samples, i, last--);
      i++;
    }
    return end - 1 - last;
  }

  /**
   * Puts the rows that go left first, row by row as scikit-learn 1.6 does. Where values are missing its
   * loop may leave such a row among the others: that is kept, as the trees below follow from it.
   *
   * @param split Feature and threshold.
   * @param start Position of the node's first row.
   * @param end Position after its last.
   * @param nMissing Rows without a value.
   */
  partition(
    split: { readonly feature: number; readonly threshold: number },
    start: number,
    end: number,
    nMissing: number,
  ): void {
    const column = this.#table.columns[split.feature]!;
    const { keys, missingKey } = column;
    const samples = this.#samples;
    const limit = largestKey(column, split.threshold);
    let p = start;
    let last = end - 1;
    let border = last - nMissing;
    while (p < border) {
      if (nMissing > 0) {
        if (keys[samples[last]!] === missingKey) {
          last--;
          continue;
        }
        if (keys[samples[p]!] === missingKey) swap(samples, p, last--);
      }
      if (keys[samples[p]!]! <= limit) p++;
      else swap(samples, p, border--);
    }
  }

  /**
   * Moves rows without a value from the end of a node to the end of its left side.
   *
   * @param position Where the right side begins.
   * @param end Position after the node's last row.
   * @param nMissing How many there are.
   */
  moveMissingLeft(position: number, end: number, nMissing: number): void {
    for (let q = 0; q < nMissing; q++) swap(this.#samples, position + q, end - 1 - q);
  }
}

const FLOAT = new Float32Array(1);
const KEY = new Int32Array(1);

/**
 * Finds the largest key of a column whose value is <= a threshold; NaN is not, nor is anything <= NaN.
 *
 * @returns The key, below all others if there is none.
 */
export function largestKey(column: Column, threshold: number): number {
  if (Number.isNaN(threshold)) return -Infinity;
  if (column.values === null) {
    FLOAT[0] = roundDownToFloat32(threshold);
    toFloatKeys(FLOAT, KEY);
    return KEY[0]!;
  }
  let low = -1;
  let high = column.missingKey < 0 ? column.values.length : column.missingKey;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (valueOf(column, middle) <= threshold) low = middle;
    else high = middle;
  }
  return low;
}

function swap(samples: Int32Array, a: number, b: number): void {
  const row = samples[a]!;
  samples[a] = samples[b]!;
  samples[b] = row;
}
