import { roundDownToFloat32 } from "./round_down_to_float32.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** Ways that are walked at the same time: of one row through eight trees, or of eight through one. */
export const LANES = 8;

/**
 * An ensemble laid out for walking without a branch.
 *
 * The children of a node lie side by side, so that a comparison, taken as 0 or 1, is added to the
 * index of the left one. Leaves are their own children, so that every way takes as many steps as the
 * tree is deep and nothing has to be asked on it.
 */
export interface PackedTrees {
  /** Index of the left child times `2 ** shift`, plus the feature, shape `[nNodes]`. */
  readonly link: Int32Array;
  /** Largest float32 that still goes left; Infinity at a leaf, shape `[nNodes]`. */
  readonly threshold: Float32Array;
  /** Share of each class at a leaf, row-major `[nNodes, nClasses]`. */
  readonly value: Float64Array;
  /** Number of trees. */
  readonly nTrees: number;
  /** Root of each tree, filled up with empty trees to a multiple of {@linkcode LANES}. */
  readonly roots: Int32Array;
  /** Steps from each root to its deepest leaf, shape `[nTrees]`. */
  readonly depths: Int32Array;
  /** The largest of each {@linkcode LANES} depths. */
  readonly groupDepths: Int32Array;
  /** Bits of a link that hold the feature. */
  readonly shift: number;
}

/**
 * Lays out an ensemble for walking.
 *
 * @param ensemble The forest.
 * @returns The same trees.
 * @throws {RangeError} If node and feature do not fit into 31 bits together.
 */
export function packTrees(ensemble: TreeEnsemble): PackedTrees {
  const { left, right, feature, threshold, value, classes, nFeatures } = ensemble;
  const nClasses = classes.length;
  const nTrees = ensemble.roots.length;
  const nPadded = Math.ceil(nTrees / LANES) * LANES;
  const nNodes = left.length + nPadded - nTrees;
  const shift = Math.ceil(Math.log2(Math.max(2, nFeatures)));
  if (nNodes >= 2 ** (31 - shift)) {
    throw new RangeError(
      "Cannot score the forest as its nodes and features must be numbered with 31 bits: " +
        `are ${nNodes} nodes and ${nFeatures} features`,
    );
  }
  const packed: PackedTrees = {
    link: new Int32Array(nNodes),
    threshold: new Float32Array(nNodes).fill(Infinity),
    value: new Float64Array(nNodes * nClasses),
    nTrees,
    roots: new Int32Array(nPadded),
    depths: new Int32Array(nTrees),
    groupDepths: new Int32Array(nPadded / LANES),
    shift,
  };
  // Of each node here, its index in the ensemble and its distance from the root.
  const origin = new Int32Array(nNodes);
  const depth = new Int32Array(nNodes);
  let used = 0;
  for (let tree = 0; tree < nPadded; tree++) {
    const root = used++;
    packed.roots[tree] = root;
    packed.link[root] = root << shift;
    if (tree >= nTrees) continue; // an empty tree adds 0 to every class
    origin[root] = ensemble.roots[tree]!;
    // Level by level, as children are put after all that is there.
    for (let node = root; node < used; node++) {
      const from = origin[node]!;
      if (left[from]! < 0) {
        packed.link[node] = node << shift;
        for (let c = 0; c < nClasses; c++) {
          packed.value[node * nClasses + c] = value[from * nClasses + c]!;
        }
        continue;
      }
      packed.link[node] = used << shift | feature[from]!;
      packed.threshold[node] = roundDownToFloat32(threshold[from]!);
      origin[used] = left[from]!;
      origin[used + 1] = right[from]!;
      depth[used] = depth[used + 1] = depth[node]! + 1;
      used += 2;
    }
    const group = Math.floor(tree / LANES);
    packed.depths[tree] = depth[used - 1]!;
    packed.groupDepths[group] = Math.max(packed.groupDepths[group]!, packed.depths[tree]!);
  }
  return packed;
}
