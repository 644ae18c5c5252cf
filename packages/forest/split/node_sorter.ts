import type { Column } from "../column.ts";
import { introsort } from "./introsort.ts";
import { NodeValues } from "./node_values.ts";
import { packedIntrosort } from "./packed_introsort.ts";
import { PACK, type PackedKeys } from "./packed_keys.ts";
import type { TrainingTable } from "../training_table.ts";
import type { TreeRoom } from "./tree_room.ts";

const UNPACK = 1 / PACK;

/**
 * Sorts a node's rows by a feature, in the order that scikit-learn's sort gives equal values.
 *
 * Where all values differ there is one order only, and the quickest sort finds it. So that is tried where
 * it is likely; else rows are sorted comparison by comparison as scikit-learn does.
 */
export class NodeSorter extends NodeValues {
  readonly #table: TrainingTable;
  readonly #samples: Int32Array;
  readonly #packed: PackedKeys;

  /**
   * Makes room for a tree's values.
   *
   * @param table The training rows.
   * @param samples Rows of the tree.
   * @param room Where they are sorted.
   */
  constructor(table: TrainingTable, samples: Int32Array, room: TreeRoom) {
    super(table, samples);
    this.#table = table;
    this.#samples = samples;
    this.#packed = room.packed(table.nSamples <= PACK ? samples.length : 0);
  }

  /**
   * Sorts a node's rows; those without a value are last.
   *
   * @param start Position of the node's first row.
   * @param end Position after its last.
   * @returns How many rows have no value.
   */
  sort(feature: number, start: number, end: number): number {
    const column = this.#table.columns[feature]!;
    const nMissing = this.moveMissing(feature, start, end);
    const n = end - start - nMissing;
    const isNumber = column.missingKey < 0 || this.#table.mayBeMissing[feature] === 1;
    if (!isNumber || this.#table.nSamples > PACK) {
      // NaN among the numbers: no key tells what its comparisons do.
      this.copy(feature, start, start + n);
      introsort(this.values, this.#samples, start, n);
      return nMissing;
    }
    this.#pack(column, start, n);
    if (expectedTies(column, n) < 0.5) {
      this.#packed.sort(n);
      if (hasEqualKeys(this.#packed.keys, n)) {
        this.#pack(column, start, n);
        packedIntrosort(this.#packed.keys, n);
      }
    } else {
      packedIntrosort(this.#packed.keys, n);
    }
    this.#unpack(column, start, n);
    return nMissing;
  }

  #pack({ keys }: Column, start: number, n: number): void {
    const samples = this.#samples;
    const packed = this.#packed.keys;
    for (let i = 0; i < n; i++) {
      const row = samples[start + i]!;
      packed[i] = keys[row]! * PACK + row;
    }
  }

  #unpack({ values: ranked }: Column, start: number, n: number): void {
    const { values, bits } = this;
    const samples = this.#samples;
    const packed = this.#packed.keys;
    for (let i = 0; i < n; i++) {
      const value = packed[i]!;
      const key = Math.floor(value * UNPACK);
      samples[start + i] = value - key * PACK;
      if (ranked === null) bits[start + i] = key < 0 ? key ^ 0x7fffffff : key;
      else values[start + i] = ranked[key]!;
    }
  }
}

/** About how many pairs of equal values there are among some rows. */
function expectedTies({ nPresent, nDistinct }: Column, n: number): number {
  const nRepeated = nPresent - nDistinct;
  // Few repeated values are pairs far apart; of many, each value is met again and again.
  return nRepeated < nPresent / 2 ? nRepeated * (n / nPresent) ** 2 : n * n / (2 * nDistinct);
}

function hasEqualKeys(packed: Float64Array, n: number): boolean {
  let before = NaN;
  for (let i = 0; i < n; i++) {
    const key = Math.floor(packed[i]! * UNPACK);
    if (key === before) return true;
    before = key;
  }
  return false;
}
