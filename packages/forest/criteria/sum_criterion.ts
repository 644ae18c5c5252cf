import type { Criterion, TreeRows } from "./criterion.ts";

/**
 * Where the rows of a node are left and right of a position by weight: the part that all criteria of
 * sums share (`sklearn/tree/_criterion.pyx`). What is summed, and how pure it is, is theirs.
 */
export abstract class SumCriterion implements Criterion {
  weight = 0;
  leftWeight = 0;
  rightWeight = 0;
  leftImpurity = 0;
  rightImpurity = 0;
  missingGoesLeft = false;

  protected readonly samples: Int32Array;
  protected readonly weights: Float64Array;
  protected start = 0;
  protected end = 0;
  protected position = 0;
  protected nMissing = 0;
  protected missingWeight = 0;

  /**
   * Prepares a tree's criterion.
   *
   * @param rows The rows of the tree.
   */
  constructor({ samples, weights }: TreeRows) {
    this.samples = samples;
    this.weights = weights;
  }

  abstract startNode(start: number, end: number): void;
  abstract nodeImpurity(): number;
  abstract writeValue(into: Float64Array, at: number): void;
  abstract countMissing(nMissing: number): void;
  abstract reset(): void;
  abstract update(position: number): void;
  abstract measureSides(): void;
  abstract leftValue(): number;
  abstract rightValue(): number;
  abstract middleValue(): number;

  proxy(): number {
    this.measureSides();
    return -this.rightWeight * this.rightImpurity - this.leftWeight * this.leftImpurity;
  }

  improvement(impurity: number, totalWeight: number): number {
    return this.weight / totalWeight *
      (impurity - this.rightWeight / this.weight * this.rightImpurity -
        this.leftWeight / this.weight * this.leftImpurity);
  }

  /** Whether the missing rows of a node are put on the left at once. */
  protected get startsWithMissing(): boolean {
    return this.nMissing !== 0 && this.missingGoesLeft;
  }
}
