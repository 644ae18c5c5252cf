import { LANES, type PackedTrees } from "./packed_trees.ts";

/** One row of a table, and where its scores go. */
export interface RowScores {
  /** Row-major `[nRows, nFeatures]`. */
  readonly rows: Float32Array;
  /** Position of the row's first value. */
  readonly from: number;
  /** Sums of the trees' shares, row-major `[nRows, nClasses]`. */
  readonly sums: Float64Array;
  /** Position of the row's first sum. */
  readonly to: number;
}

/**
 * Adds to a row's sums what each tree says: eight trees at a time.
 *
 * @param trees The trees.
 * @param nClasses Number of classes.
 * @param row The row.
 */
export function scoreRow(
  trees: PackedTrees,
  nClasses: number,
  { rows, from, sums, to }: RowScores,
): void {
  const { link, threshold, value, roots, groupDepths, shift } = trees;
  const mask = (1 << shift) - 1;
  for (let group = 0; group < groupDepths.length; group++) {
    const first = group * LANES;
    let node0 = roots[first]!;
    let node1 = roots[first + 1]!;
    let node2 = roots[first + 2]!;
    let node3 = roots[first + 3]!;
    let node4 = roots[first + 4]!;
    let node5 = roots[first + 5]!;
    let node6 = roots[first + 6]!;
    let node7 = roots[first + 7]!;
    for (let step = groupDepths[group]!; step > 0; step--) {
      const link0 = link[node0]!;
      const link1 = link[node1]!;
      const link2 = link[node2]!;
      const link3 = link[node3]!;
      const link4 = link[node4]!;
      const link5 = link[node5]!;
      const link6 = link[node6]!;
      const link7 = link[node7]!;
      node0 = (link0 >> shift) + Number(rows[from + (link0 & mask)]! > threshold[node0]!);
      node1 = (link1 >> shift) + Number(rows[from + (link1 & mask)]! > threshold[node1]!);
      node2 = (link2 >> shift) + Number(rows[from + (link2 & mask)]! > threshold[node2]!);
      node3 = (link3 >> shift) + Number(rows[from + (link3 & mask)]! > threshold[node3]!);
      node4 = (link4 >> shift) + Number(rows[from + (link4 & mask)]! > threshold[node4]!);
      node5 = (link5 >> shift) + Number(rows[from + (link5 & mask)]! > threshold[node5]!);
      node6 = (link6 >> shift) + Number(rows[from + (link6 & mask)]! > threshold[node6]!);
      node7 = (link7 >> shift) + Number(rows[from + (link7 & mask)]! > threshold[node7]!);
    }
    for (let c = 0; c < nClasses; c++) {
      // In the order of the trees, as the sum rounds by it.
      let sum = sums[to + c]!;
      sum += value[node0 * nClasses + c]!;
      sum += value[node1 * nClasses + c]!;
      sum += value[node2 * nClasses + c]!;
      sum += value[node3 * nClasses + c]!;
      sum += value[node4 * nClasses + c]!;
      sum += value[node5 * nClasses + c]!;
      sum += value[node6 * nClasses + c]!;
      sum += value[node7 * nClasses + c]!;
      sums[to + c] = sum;
    }
  }
}
