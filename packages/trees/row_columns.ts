import { ValueError } from "@mlops/model";
import type { Pace } from "./pace.ts";
import { goesLeft, NEAR_ZERO } from "./score_exactly.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** RowNumbers of a row as they come, or as the walk takes them. */
export type RowNumbers = Float64Array | Float32Array;

/**
 * The columns of a row that a walk compares with thresholds: each feature as it is, or, where it may be
 * missing or is a category, once for each way in which nodes decide about it. So every node asks the one
 * question `x <= threshold`: a value that goes left although it is no number stands as -Infinity, one that
 * goes right as NaN, which is `<=` nothing.
 */
export interface RowColumns {
  /** Number of columns, at least 1. */
  readonly nColumns: number;
  /** Column of each node that splits, shape `[nNodes]`. */
  readonly ofNode: Int32Array;
  /**
   * Writes the columns of rows.
   *
   * @param numbers Row-major `[nRows, nFeatures]`.
   * @param first First row.
   * @param end Row after the last one.
   * @param out Takes them, row-major `[end - first, nColumns]`, rounding to its own precision.
   * @throws {ValueError} If a value is missing and the ensemble takes no missing values.
   */
  fill(numbers: RowNumbers, first: number, end: number, out: RowNumbers): void;
}

/**
 * Plans the columns that an ensemble needs.
 *
 * @param ensemble The trees.
 * @param pace Tells when others may have their turn.
 * @returns Yields after each piece, and returns the plan.
 */
export function* planColumns(
  ensemble: TreeEnsemble,
  pace: Pace,
): Generator<void, RowColumns, void> {
  const { missing, categories, nFeatures, feature } = ensemble;
  if (missing === null && categories === null) {
    const isSingle = ensemble.input === "float32";
    const fill = (numbers: RowNumbers, first: number, end: number, out: RowNumbers): void => {
      const from = first * nFeatures;
      const n = (end - first) * nFeatures;
      // A loop, as `set` costs more for the few values of a single row.
      for (let i = 0; i < n; i++) {
        const x = numbers[from + i]!;
        if (x !== x) refuseMissing(first + Math.floor(i / nFeatures), i % nFeatures);
        out[i] = isSingle ? Math.fround(x) : x;
      }
    };
    return { nColumns: nFeatures, ofNode: feature, fill };
  }
  return yield* planDecisions(ensemble, pace);
}

/** Work of a look at a node, and at a word of a set of categories, beside that of preparing a split. */
const OF_NODE = 1 / 10;
const OF_WORD = 1 / 2;

function* planDecisions(
  ensemble: TreeEnsemble,
  pace: Pace,
): Generator<void, RowColumns, void> {
  const { missing, categories, nFeatures, feature, left } = ensemble;
  const ofNode = new Int32Array(left.length);
  // Column by feature and way, and by what a set holds, too.
  const ofFeature = new Int32Array(4 * nFeatures).fill(-1);
  const ofSet = new Map<string, number>();
  // Nodes that share a set, as `place` and set say, need not compare what it holds.
  const ofPlaceAndSet = new Map<number, number>();
  const nPlaces = 4 * nFeatures;
  // Of each column: a node that decides as all of its nodes do.
  const nodes: number[] = [];
  for (let node = 0; node < left.length; node++) {
    if (pace.isOver(OF_NODE)) yield;
    if (left[node]! < 0) continue;
    const set = categories?.sets[node] ?? -1;
    const side = 2 * (missing?.goesLeft[node] ?? 0) + (missing?.zeroIsMissing?.[node] ?? 0);
    const place = 4 * feature[node]! + side;
    if (set < 0) {
      if (ofFeature[place]! < 0) ofFeature[place] = nodes.push(node) - 1;
      ofNode[node] = ofFeature[place]!;
      continue;
    }
    const known = ofPlaceAndSet.get(nPlaces * set + place);
    if (known !== undefined) {
      ofNode[node] = known;
      continue;
    }
    const words = wordsOf(ensemble, set);
    const key = `${place} ${words.join()}`;
    const column = ofSet.get(key) ?? nodes.push(node) - 1;
    ofSet.set(key, column);
    ofPlaceAndSet.set(nPlaces * set + place, column);
    ofNode[node] = column;
    if (pace.isOver(OF_WORD * words.length)) yield;
  }
  if (nodes.length === 0) nodes.push(0);
  const columns = {
    feature: new Int32Array(nodes.length),
    node: Int32Array.from(nodes),
    // What a missing value stands as.
    missing: new Float64Array(nodes.length),
    nearZero: new Float64Array(nodes.length),
    isSet: new Uint8Array(nodes.length),
  };
  for (const [column, node] of nodes.entries()) {
    columns.feature[column] = Math.max(0, feature[node]!);
    columns.missing[column] = missing?.goesLeft[node] === 1 ? -Infinity : NaN;
    columns.nearZero[column] = missing?.zeroIsMissing?.[node] === 1 ? NEAR_ZERO : -1;
    columns.isSet[column] = Number((categories?.sets[node] ?? -1) >= 0);
    if (pace.isOver(OF_NODE)) yield;
  }
  const nColumns = nodes.length;
  const round = ensemble.input === "float32" ? Math.fround : (x: number) => x;
  const fill = (numbers: RowNumbers, first: number, end: number, out: RowNumbers): void => {
    for (let i = first * nFeatures; missing === null && i < end * nFeatures; i++) {
      if (Number.isNaN(numbers[i])) refuseMissing(Math.floor(i / nFeatures), i % nFeatures);
    }
    for (let row = first, at = 0; row < end; row++) {
      for (let column = 0; column < nColumns; column++, at++) {
        const x = round(numbers[row * nFeatures + columns.feature[column]!]!);
        if (x !== x || Math.abs(x) <= columns.nearZero[column]!) {
          out[at] = columns.missing[column]!;
        } else if (columns.isSet[column] === 1) {
          out[at] = goesLeft(ensemble, columns.node[column]!, x) ? -Infinity : NaN;
        } else {
          out[at] = x;
        }
      }
    }
  };
  return { nColumns, ofNode, fill };
}

function wordsOf({ categories }: TreeEnsemble, set: number): Uint32Array {
  const { offsets, words } = categories!;
  return words.subarray(offsets[set]!, offsets[set + 1]!);
}

function refuseMissing(row: number, feature: number): never {
  throw new ValueError(row, feature, "must be a number: the model takes no missing values");
}
