/** The rows that a split sends left and right, and what that is worth. */
export class GiniCriterion {
  /** Weighted rows on the left. */
  leftWeight = 0;
  /** Weighted rows on the right. */
  rightWeight = 0;

  readonly #classOf: Int32Array;
  readonly #weights: Float64Array;
  readonly #left: Float64Array;
  #counts: Float64Array;
  // Sums of squares of the counts are whole numbers, hence exact, so that moving a row at a time
  // gives the same bits as summing over the classes at each border.
  #leftSquares = 0;
  #rightSquares = 0;

  /**
   * Prepares a tree's criterion.
   *
   * @param classOf Class index of each row, shape `[nSamples]`.
   * @param weights How often each row was drawn, shape `[nSamples]`.
   * @param nClasses Number of classes.
   */
  constructor(classOf: Int32Array, weights: Float64Array, nClasses: number) {
    this.#classOf = classOf;
    this.#weights = weights;
    this.#left = new Float64Array(nClasses);
    this.#counts = this.#left;
  }

  /**
   * Puts all rows of a node on the right.
   *
   * @param counts Weighted rows of each class, shape `[nClasses]`.
   * @param weight Their sum.
   */
  reset(counts: Float64Array, weight: number): void {
    this.#left.fill(0);
    this.#counts = counts;
    this.leftWeight = 0;
    this.rightWeight = weight;
    this.#leftSquares = 0;
    this.#rightSquares = 0;
    for (let c = 0; c < counts.length; c++) this.#rightSquares += counts[c]! * counts[c]!;
  }

  /**
   * Moves a row from the right to the left.
   *
   * @param row The row.
   */
  moveLeft(row: number): void {
    const weight = this.#weights[row]!;
    const c = this.#classOf[row]!;
    const count = this.#left[c]!;
    this.#leftSquares += weight * (2 * count + weight);
    this.#rightSquares -= weight * (2 * (this.#counts[c]! - count) - weight);
    this.#left[c] = count + weight;
    this.leftWeight += weight;
    this.rightWeight -= weight;
  }

  /** Gini impurity of the left side. */
  get leftImpurity(): number {
    return 1 - this.#leftSquares / (this.leftWeight * this.leftWeight);
  }

  /** Gini impurity of the right side. */
  get rightImpurity(): number {
    return 1 - this.#rightSquares / (this.rightWeight * this.rightWeight);
  }

  /** What is compared to find the best split: the larger, the purer both sides. */
  get proxyImprovement(): number {
    return -this.rightWeight * this.rightImpurity - this.leftWeight * this.leftImpurity;
  }
}
