/** A fitted tree in scikit-learn's node arrays, in pre-order; it can be sent between Workers. */
export interface DecisionTree {
  /** Left child, -1 at a leaf, shape `[nNodes]`. */
  readonly left: Int32Array;
  /** Right child, -1 at a leaf, shape `[nNodes]`. */
  readonly right: Int32Array;
  /** Feature of the split, -2 at a leaf, shape `[nNodes]`. */
  readonly feature: Int32Array;
  /** Threshold of the split, -2 at a leaf, shape `[nNodes]`. */
  readonly threshold: Float64Array;
  /** Gini impurity, shape `[nNodes]`. */
  readonly impurity: Float64Array;
  /** Distinct rows, shape `[nNodes]`. */
  readonly nNodeSamples: Int32Array;
  /** Weighted rows, shape `[nNodes]`. */
  readonly cover: Float64Array;
  /** Share of each class, row-major `[nNodes, nClasses]`. */
  readonly value: Float64Array;
}

/**
 * Makes room for a tree whose nodes are all leaves so far.
 *
 * @param nNodes Most nodes that it may get.
 * @param nClasses Number of classes.
 * @returns The tree, to be filled.
 */
export function allocateTree(nNodes: number, nClasses: number): DecisionTree {
  return {
    left: new Int32Array(nNodes).fill(-1),
    right: new Int32Array(nNodes).fill(-1),
    feature: new Int32Array(nNodes).fill(-2),
    threshold: new Float64Array(nNodes).fill(-2),
    impurity: new Float64Array(nNodes),
    nNodeSamples: new Int32Array(nNodes),
    cover: new Float64Array(nNodes),
    value: new Float64Array(nNodes * nClasses),
  };
}

/**
 * Gives back the room that a tree did not need.
 *
 * @param tree The tree.
 * @param nNodes Nodes that it has.
 * @param nClasses Number of classes.
 * @returns A copy of these nodes, with memory of its own.
 */
export function trimTree(tree: DecisionTree, nNodes: number, nClasses: number): DecisionTree {
  return {
    left: tree.left.slice(0, nNodes),
    right: tree.right.slice(0, nNodes),
    feature: tree.feature.slice(0, nNodes),
    threshold: tree.threshold.slice(0, nNodes),
    impurity: tree.impurity.slice(0, nNodes),
    nNodeSamples: tree.nNodeSamples.slice(0, nNodes),
    cover: tree.cover.slice(0, nNodes),
    value: tree.value.slice(0, nNodes * nClasses),
  };
}
