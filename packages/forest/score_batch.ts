import { LANES, type PackedTrees } from "./packed_trees.ts";

/** Rows that stay in the processor's cache while all trees pass over them. */
const BLOCK = 128 * LANES;

/** Rows of a table, and where their scores go. */
export interface BatchScores {
  /** Row-major `[nRows, nFeatures]`. */
  readonly rows: Float32Array;
  /** Number of features. */
  readonly nFeatures: number;
  /** Sums of the trees' shares, row-major `[nRows, nClasses]`. */
  readonly sums: Float64Array;
  /** Number of classes. */
  readonly nClasses: number;
}

/**
 * Adds to the sums of many rows what each tree says: tree by tree, eight rows at a time.
 *
 * @param trees The trees.
 * @param nRows Number of rows to score, a multiple of {@linkcode LANES}.
 * @param batch The rows.
 */
export function scoreBatch(trees: PackedTrees, nRows: number, batch: BatchScores): void {
  for (let start = 0; start < nRows; start += BLOCK) {
    const end = Math.min(nRows, start + BLOCK);
    for (let tree = 0; tree < trees.nTrees; tree++) scoreTree(trees, tree, { start, end }, batch);
  }
}

function scoreTree(
  { link, threshold, value, roots, depths, shift }: PackedTrees,
  tree: number,
  block: { readonly start: number; readonly end: number },
  { rows, nFeatures, sums, nClasses }: BatchScores,
): void {
  const mask = (1 << shift) - 1;
  const root = roots[tree]!;
  const depth = depths[tree]!;
  for (let row = block.start; row < block.end; row += LANES) {
    const from0 = row * nFeatures;
    const from1 = from0 + nFeatures;
    const from2 = from1 + nFeatures;
    const from3 = from2 + nFeatures;
    const from4 = from3 + nFeatures;
    const from5 = from4 + nFeatures;
    const from6 = from5 + nFeatures;
    const from7 = from6 + nFeatures;
    let node0 = root;
    let node1 = root;
    let node2 = root;
    let node3 = root;
    let node4 = root;
    let node5 = root;
    let node6 = root;
    let node7 = root;
    for (let step = depth; step > 0; step--) {
      const link0 = link[node0]!;
      const link1 = link[node1]!;
      const link2 = link[node2]!;
      const link3 = link[node3]!;
      const link4 = link[node4]!;
      const link5 = link[node5]!;
      const link6 = link[node6]!;
      const link7 = link[node7]!;
      node0 = (link0 >> shift) + Number(rows[from0 + (link0 & mask)]! > threshold[node0]!);
      node1 = (link1 >> shift) + Number(rows[from1 + (link1 & mask)]! > threshold[node1]!);
      node2 = (link2 >> shift) + Number(rows[from2 + (link2 & mask)]! > threshold[node2]!);
      node3 = (link3 >> shift) + Number(rows[from3 + (link3 & mask)]! > threshold[node3]!);
      node4 = (link4 >> shift) + Number(rows[from4 + (link4 & mask)]! > threshold[node4]!);
      node5 = (link5 >> shift) + Number(rows[from5 + (link5 & mask)]! > threshold[node5]!);
      node6 = (link6 >> shift) + Number(rows[from6 + (link6 & mask)]! > threshold[node6]!);
      node7 = (link7 >> shift) + Number(rows[from7 + (link7 & mask)]! > threshold[node7]!);
    }
    for (let c = 0; c < nClasses; c++) {
      const to = row * nClasses + c;
      sums[to]! += value[node0 * nClasses + c]!;
      sums[to + nClasses]! += value[node1 * nClasses + c]!;
      sums[to + 2 * nClasses]! += value[node2 * nClasses + c]!;
      sums[to + 3 * nClasses]! += value[node3 * nClasses + c]!;
      sums[to + 4 * nClasses]! += value[node4 * nClasses + c]!;
      sums[to + 5 * nClasses]! += value[node5 * nClasses + c]!;
      sums[to + 6 * nClasses]! += value[node6 * nClasses + c]!;
      sums[to + 7 * nClasses]! += value[node7 * nClasses + c]!;
    }
  }
}
