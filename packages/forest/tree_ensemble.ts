/**
 * A fitted forest as flat typed arrays: what the trainer makes, the ONNX codec writes and reads
 * back, and the scorer and TreeSHAP walk.
 *
 * Node arrays of all trees lie one after the other, tree by tree, in pre-order, as in scikit-learn's
 * `Tree`; child indices count from the start of the whole array, so that a walk never adds an offset.
 */
export interface TreeEnsemble {
  /** Number of input features. */
  readonly nFeatures: number;
  /** Class labels, ascending, shape `[nClasses]`. */
  readonly classes: readonly number[];
  /** Index of each tree's root node, ascending, shape `[nTrees]`. */
  readonly roots: Int32Array;
  /** Index of the left child, or -1 at a leaf, shape `[nNodes]`. */
  readonly left: Int32Array;
  /** Index of the right child, or -1 at a leaf, shape `[nNodes]`. */
  readonly right: Int32Array;
  /** Feature that the node splits on, or -2 at a leaf, shape `[nNodes]`. */
  readonly feature: Int32Array;
  /** A float32 `x` goes left if `x <= threshold`; -2 at a leaf, shape `[nNodes]`. */
  readonly threshold: Float64Array;
  /** Weighted training rows of the node, or `null` if the model file does not say, shape `[nNodes]`. */
  readonly cover: Float64Array | null;
  /** Share of each class in the node, row-major `[nNodes, nClasses]`; only leaves need be filled. */
  readonly value: Float64Array;
}
