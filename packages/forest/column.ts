import { fromFloatKey, MISSING_KEY, toFloatKeys } from "./float_key.ts";
import { type MakeBuffer, ownBuffer } from "./make_buffer.ts";

/** Most different values whose ranks fit into 16 bits. */
const MAX_RANKS = 65_536;

/**
 * A feature of all training rows as integers that sort like its values: their ranks in 16 bits, 2 bytes
 * a row, or, where there are too many different ones, the values' own bits, 4 bytes a row.
 */
export interface Column {
  /** Key of each row's value, shape `[nSamples]`. */
  readonly keys: Uint16Array | Int32Array;
  /** The values by key, ascending, NaN last; `null` if the key is {@linkcode fromFloatKey}'s. */
  readonly values: Float32Array | null;
  /** Number of different values, without NaN. */
  readonly nDistinct: number;
  /** Number of rows that have a value. */
  readonly nPresent: number;
  /** Key of NaN, or -1 if no row's value is missing. */
  readonly missingKey: number;
}

/** Room for ranking columns, one after the other. */
export class ColumnRanker {
  readonly #keys: readonly [Int32Array, Int32Array];
  readonly #rows: readonly [Int32Array, Int32Array];
  readonly #counts = new Int32Array(3 << 11);

  /**
   * Makes the room.
   *
   * @param nSamples Number of rows.
   */
  constructor(nSamples: number) {
    const room = () => new Int32Array(nSamples);
    this.#keys = [room(), room()];
    this.#rows = [room(), room()];
  }

  /**
   * Ranks a column.
   *
   * @param column Values; NaN is missing, shape `[nSamples]`.
   * @param makeBuffer Where the keys are to lie.
   * @returns The column.
   */
  rank(column: Float32Array, makeBuffer: MakeBuffer = ownBuffer): Column {
    const n = column.length;
    const [keys] = this.#keys;
    toFloatKeys(column, keys);
    const [sorted, rows] = this.#sort(n);
    let nRanks = n === 0 ? 0 : 1;
    for (let i = 1; i < n; i++) if (sorted[i] !== sorted[i - 1]) nRanks++;
    let nPresent = n;
    while (nPresent > 0 && sorted[nPresent - 1] === MISSING_KEY) nPresent--;
    const isMissing = nPresent < n;
    const nDistinct = isMissing ? nRanks - 1 : nRanks;
    if (nRanks > MAX_RANKS) {
      const own = new Int32Array(makeBuffer(4 * n));
      toFloatKeys(column, own);
      const missingKey = isMissing ? MISSING_KEY : -1;
      return { keys: own, values: null, nDistinct, nPresent, missingKey };
    }
    const values = new Float32Array(makeBuffer(4 * nRanks));
    const ranks = new Uint16Array(makeBuffer(2 * n));
    let rank = -1;
    for (let i = 0; i < n; i++) {
      const key = sorted[i]!;
      if (i === 0 || key !== sorted[i - 1]) values[++rank] = fromFloatKey(key);
      ranks[rows[i]!] = rank;
    }
    const missingKey = isMissing ? nDistinct : -1;
    return { keys: ranks, values, nDistinct, nPresent, missingKey };
  }

  /** Sorts the keys and their rows by three rounds of counting, 11 bits at a time from the lowest. */
  #sort(n: number): readonly [keys: Int32Array, rows: Int32Array] {
    let [keys, otherKeys] = this.#keys;
    let [rows, otherRows] = this.#rows;
    const counts = this.#counts.fill(0);
    for (let i = 0; i < n; i++) {
      const key = keys[i]! ^ 0x80000000;
      counts[key & 2047]!++;
      counts[2048 + (key >>> 11 & 2047)]!++;
      counts[4096 + (key >>> 22)]!++;
      rows[i] = i;
    }
    for (let round = 0; round < 3; round++) {
      const shift = 11 * round;
      const from = 2048 * round;
      let position = 0;
      for (let digit = from; digit < from + 2048; digit++) {
        const count = counts[digit]!;
        counts[digit] = position;
        position += count;
      }
      for (let i = 0; i < n; i++) {
        const key = keys[i]!;
        const at = counts[from + ((key ^ 0x80000000) >>> shift & 2047)]!++;
        otherKeys[at] = key;
        otherRows[at] = rows[i]!;
      }
      [keys, otherKeys] = [otherKeys, keys];
      [rows, otherRows] = [otherRows, rows];
    }
    return [keys, rows];
  }
}

/**
 * Turns a key of a column back into its value.
 *
 * @returns The float32 value.
 */
export function valueOf(column: Column, key: number): number {
  return column.values === null ? fromFloatKey(key) : column.values[key]!;
}
