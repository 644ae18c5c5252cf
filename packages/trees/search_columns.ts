import { PIECE } from "./scan_plan.ts";

/** Columns whose values are searched side by side, of one row or of several. */
export const SEARCHED = 8;

/** A column whose thresholds are searched. */
export interface SearchedColumn {
  /** Number of the column. */
  readonly column: number;
  /** Steps of the search, which are as many for all columns that are searched side by side. */
  readonly steps: number;
  /** Number of its first piece, in the order of the columns. */
  readonly firstPiece: number;
  /** Pieces of 255 thresholds. */
  readonly nPieces: number;
}

/**
 * Tells in which order columns are searched: those with the fewest thresholds first.
 *
 * @param thresholds Thresholds of each column, ascending, each once.
 * @returns The columns that have some.
 */
export function arrangeColumns(thresholds: readonly Float64Array[]): SearchedColumn[] {
  const asked = [...thresholds.keys()].filter((column) => thresholds[column]!.length > 0)
    .sort((a, b) => thresholds[a]!.length - thresholds[b]!.length);
  let firstPiece = 0;
  return asked.map((column, index) => {
    const last = asked[Math.min(asked.length - 1, index - index % SEARCHED + SEARCHED - 1)]!;
    const nPieces = Math.ceil(thresholds[column]!.length / PIECE);
    firstPiece += nPieces;
    return {
      column,
      steps: Math.ceil(Math.log2(thresholds[last]!.length + 1)),
      firstPiece: firstPiece - nPieces,
      nPieces,
    };
  });
}

/**
 * Arranges ascending numbers as a search tree, level by level: the children of i are 2 i + 1 and 2 i + 2.
 *
 * @param out Takes the tree, `2 ** depth - 1` places; those that are left are Infinity.
 * @param sorted The numbers.
 */
export function fillSearchTree(out: Float32Array | Float64Array, sorted: Float64Array): void {
  out.fill(Infinity);
  let next = 0;
  const depth = Math.log2(out.length + 1);
  // In order: from the leftmost leaf to the rightmost.
  const visit = (node: number, level: number): void => {
    if (level === depth) return;
    visit(2 * node + 1, level + 1);
    if (next < sorted.length) out[node] = sorted[next++]!;
    visit(2 * node + 2, level + 1);
  };
  visit(0, 0);
}
