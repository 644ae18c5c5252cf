import type { TreeRows } from "./criterion.ts";
import { SumCriterion } from "./sum_criterion.ts";
import type { NumberTarget } from "../training_table.ts";

/** Weighted sums of the target, for criteria of numbers (scikit-learn's `RegressionCriterion`). */
export abstract class NumberCriterion extends SumCriterion {
  protected readonly numbers: Float64Array;
  protected total = 0;
  protected left = 0;
  protected right = 0;
  /** Weighted sum of the squares of the node's targets. */
  protected squares = 0;
  #missing = 0;

  /**
   * Prepares a tree's criterion.
   *
   * @param rows The rows of the tree.
   * @param target Their numbers.
   */
  constructor(rows: TreeRows, { numbers }: NumberTarget) {
    super(rows);
    this.numbers = numbers;
  }

  startNode(start: number, end: number): void {
    const { samples, weights, numbers } = this;
    let weight = 0;
    let total = 0;
    let squares = 0;
    for (let p = start; p < end; p++) {
      const row = samples[p]!;
      const value = numbers[row]!;
      const weighted = weights[row]! * value;
      total += weighted;
      squares += weighted * value;
      weight += weights[row]!;
    }
    this.start = start;
    this.end = end;
    this.weight = weight;
    this.total = total;
    this.squares = squares;
    this.countMissing(0);
    this.reset();
  }

  abstract override nodeImpurity(): number;

  writeValue(into: Float64Array, at: number): void {
    into[at] = this.total / this.weight;
  }

  countMissing(nMissing: number): void {
    this.nMissing = nMissing;
    if (nMissing === 0) return;
    this.#missing = 0;
    this.missingWeight = 0;
    for (let p = this.end - nMissing; p < this.end; p++) {
      const row = this.samples[p]!;
      this.#missing += this.weights[row]! * this.numbers[row]!;
      this.missingWeight += this.weights[row]!;
    }
  }

  reset(): void {
    const isLeft = this.startsWithMissing;
    this.position = this.start;
    this.left = isLeft ? this.#missing : 0;
    this.leftWeight = isLeft ? this.missingWeight : 0;
    this.right = this.total - this.left;
    this.rightWeight = this.weight - this.leftWeight;
  }

  update(position: number): void {
    const { samples, weights, numbers } = this;
    const end = this.end - this.nMissing;
    let { left, leftWeight } = this;
    if (position - this.position <= end - position) {
      for (let p = this.position; p < position; p++) {
        const row = samples[p]!;
        const weight = weights[row]!;
        left += weight * numbers[row]!;
        leftWeight += weight;
      }
    } else {
      // All that has a value lies left of the end: counted down from there.
      const isRight = this.nMissing !== 0 && !this.missingGoesLeft;
      left = isRight ? this.total - this.#missing : this.total;
      leftWeight = isRight ? this.weight - this.missingWeight : this.weight;
      for (let p = end - 1; p >= position; p--) {
        const row = samples[p]!;
        const weight = weights[row]!;
        left -= weight * numbers[row]!;
        leftWeight -= weight;
      }
    }
    this.left = left;
    this.leftWeight = leftWeight;
    this.right = this.total - left;
    this.rightWeight = this.weight - leftWeight;
    this.position = position;
  }

  leftValue(): number {
    return this.left / this.leftWeight;
  }

  rightValue(): number {
    return this.right / this.rightWeight;
  }

  middleValue(): number {
    return this.left / (2 * this.leftWeight) + this.right / (2 * this.rightWeight);
  }
}
