import { checkEnsemble, type TreeEnsemble } from "@mlops/trees";
import type { FittedTree } from "./read_tree.ts";

/** How trees add up. */
export interface TreeSum {
  /** Number of columns. */
  readonly nFeatures: number;
  /** Numbers that a row's score has. */
  readonly nOutputs: number;
  /** Output that each tree adds to; `null` if a leaf has a value for each. */
  readonly treeOutputs: Int32Array | null;
  /** What each leaf's value is multiplied with. */
  readonly factor: number;
  /** What each sum begins with. */
  readonly start: Float64Array;
  /** What each sum is divided by. */
  readonly divisor: number;
  /** Whether missing values are taken. */
  readonly takesMissing: boolean;
}

/**
 * Lays trees of scikit-learn one after the other.
 *
 * @param trees The trees, checked.
 * @param sum How they add up.
 * @returns The ensemble: float32 values, float64 thresholds and sums.
 */
export function joinTrees(trees: readonly FittedTree[], sum: TreeSum): TreeEnsemble {
  const nNodes = trees.reduce((count, { left }) => count + left.length, 0);
  const width = sum.treeOutputs === null ? sum.nOutputs : 1;
  const roots = new Int32Array(trees.length);
  const left = new Int32Array(nNodes).fill(-1);
  const right = new Int32Array(nNodes).fill(-1);
  const feature = new Int32Array(nNodes).fill(-2);
  const threshold = new Float64Array(nNodes).fill(-2);
  const goesLeft = new Uint8Array(nNodes);
  const cover = new Float64Array(nNodes);
  const value = new Float64Array(nNodes * width);
  let at = 0;
  for (const [index, tree] of trees.entries()) {
    roots[index] = at;
    for (let node = 0; node < tree.left.length; node++) {
      if (tree.left[node]! < 0) continue;
      left[at + node] = tree.left[node]! + at;
      right[at + node] = tree.right[node]! + at;
      feature[at + node] = tree.feature[node]!;
      threshold[at + node] = tree.threshold[node]!;
    }
    goesLeft.set(tree.missingGoesLeft, at);
    cover.set(tree.cover, at);
    for (let i = 0; i < tree.value.length; i++) value[at * width + i] = sum.factor * tree.value[i]!;
    at += tree.left.length;
  }
  const ensemble: TreeEnsemble = {
    nFeatures: sum.nFeatures,
    nOutputs: sum.nOutputs,
    input: "float32",
    arithmetic: "float64",
    roots,
    treeOutputs: sum.treeOutputs,
    left,
    right,
    feature,
    threshold,
    missing: sum.takesMissing ? { goesLeft, zeroIsMissing: null } : null,
    categories: null,
    cover,
    value,
    start: sum.start,
    divisor: sum.divisor,
    scale: 1,
    end: new Float64Array(sum.nOutputs),
  };
  checkEnsemble(ensemble);
  return ensemble;
}
