/** The rows of a tree: which they are, in an order that searches change, and what they weigh. */
export interface TreeRows {
  /** Rows of weight > 0; a node is a range of them. */
  readonly samples: Int32Array;
  /** Weight of each row, shape `[nSamples]`. */
  readonly weights: Float64Array;
}

/**
 * Measures nodes and splits, in the very order of additions of scikit-learn's `Criterion`
 * (`sklearn/tree/_criterion.pyx`): of weights and targets that are not whole the last bits depend on it.
 *
 * A node is a range of the samples; its split, a position in it. The last rows of the range may be those
 * whose value is missing.
 */
export interface Criterion {
  /** Weight of the node. */
  readonly weight: number;
  /** Weight left of the position. */
  readonly leftWeight: number;
  /** Weight right of it. */
  readonly rightWeight: number;
  /** Impurity of the left side, once {@linkcode measureSides} has been called. */
  readonly leftImpurity: number;
  /** Impurity of the right side, once {@linkcode measureSides} has been called. */
  readonly rightImpurity: number;
  /** Whether missing values are on the left. */
  missingGoesLeft: boolean;

  /** Takes up a node. */
  startNode(start: number, end: number): void;
  /** Impurity of the node. */
  nodeImpurity(): number;
  /** Writes the node's prediction: a share of each class, or one number. */
  writeValue(into: Float64Array, at: number): void;
  /** Says that the last `nMissing` rows of the range are those without a value. */
  countMissing(nMissing: number): void;
  /** Puts all rows that have a value on the right. */
  reset(): void;
  /** Moves the position. */
  update(position: number): void;
  /** What is compared to find the best split: the larger, the better. */
  proxy(): number;
  /** Computes the impurities of both sides. */
  measureSides(): void;
  /** How much impurity the split removes, of a tree of this total weight. */
  improvement(impurity: number, totalWeight: number): number;
  /** Prediction of the left side, as monotonic constraints compare it. */
  leftValue(): number;
  /** Prediction of the right side. */
  rightValue(): number;
  /** Midway between both. */
  middleValue(): number;
}
