import type { TreeRows } from "./criterion.ts";
import { SumCriterion } from "./sum_criterion.ts";
import type { ClassTarget } from "../training_table.ts";

/** Sums of weights by class, for criteria of classes. */
export abstract class ClassCriterion extends SumCriterion {
  protected readonly nClasses: number;
  protected readonly total: Float64Array;
  protected readonly left: Float64Array;
  protected readonly right: Float64Array;
  readonly #missing: Float64Array;
  readonly #classOf: Int32Array;

  /**
   * Prepares a tree's criterion.
   *
   * @param rows The rows of the tree.
   * @param target Their classes.
   */
  constructor(rows: TreeRows, { classOf, nClasses }: ClassTarget) {
    super(rows);
    this.#classOf = classOf;
    this.nClasses = nClasses;
    this.total = new Float64Array(nClasses);
    this.left = new Float64Array(nClasses);
    this.right = new Float64Array(nClasses);
    this.#missing = new Float64Array(nClasses);
  }

  /** Impurity of weights by class with this sum. */
  protected abstract impurityOf(sums: Float64Array, weight: number): number;

  startNode(start: number, end: number): void {
    this.start = start;
    this.end = end;
    this.total.fill(0);
    this.weight = this.#add(this.total, start, end);
    this.countMissing(0);
    this.reset();
  }

  nodeImpurity(): number {
    return this.impurityOf(this.total, this.weight);
  }

  writeValue(into: Float64Array, at: number): void {
    for (let c = 0; c < this.nClasses; c++) into[at + c] = this.total[c]! / this.weight;
  }

  countMissing(nMissing: number): void {
    this.nMissing = nMissing;
    if (nMissing === 0) return;
    this.#missing.fill(0);
    this.missingWeight = this.#add(this.#missing, this.end - nMissing, this.end);
  }

  reset(): void {
    this.position = this.start;
    if (this.startsWithMissing) this.#putMissing(this.left, this.right);
    else this.#putNothing(this.left, this.right);
    this.leftWeight = this.startsWithMissing ? this.missingWeight : 0;
    this.rightWeight = this.weight - this.leftWeight;
  }

  update(position: number): void {
    const end = this.end - this.nMissing;
    const { left, right, total, samples, weights } = this;
    const classOf = this.#classOf;
    if (position - this.position <= end - position) {
      this.leftWeight = this.#moveRight(position);
    } else {
      this.#reverseReset();
      let weight = this.leftWeight;
      for (let p = end - 1; p >= position; p--) {
        const row = samples[p]!;
        const ofRow = weights[row]!;
        left[classOf[row]!]! -= ofRow;
        weight -= ofRow;
      }
      this.leftWeight = weight;
    }
    this.rightWeight = this.weight - this.leftWeight;
    for (let c = 0; c < this.nClasses; c++) right[c] = total[c]! - left[c]!;
    this.position = position;
  }

  measureSides(): void {
    this.leftImpurity = this.impurityOf(this.left, this.leftWeight);
    this.rightImpurity = this.impurityOf(this.right, this.rightWeight);
  }

  leftValue(): number {
    return this.left[0]! / this.leftWeight;
  }

  rightValue(): number {
    return this.right[0]! / this.rightWeight;
  }

  middleValue(): number {
    return this.left[0]! / (2 * this.leftWeight) + this.right[0]! / (2 * this.rightWeight);
  }

  #moveRight(position: number): number {
    const { left, samples, weights } = this;
    const classOf = this.#classOf;
    let weight = this.leftWeight;
    for (let p = this.position; p < position; p++) {
      const row = samples[p]!;
      const ofRow = weights[row]!;
      left[classOf[row]!]! += ofRow;
      weight += ofRow;
    }
    return weight;
  }

  #reverseReset(): void {
    this.position = this.end;
    if (this.nMissing !== 0 && !this.missingGoesLeft) {
      this.#putMissing(this.right, this.left);
      this.leftWeight = this.weight - this.missingWeight;
    } else {
      this.#putNothing(this.right, this.left);
      this.leftWeight = this.weight;
    }
  }

  #putMissing(into: Float64Array, others: Float64Array): void {
    for (let c = 0; c < this.nClasses; c++) {
      into[c] = this.#missing[c]!;
      others[c] = this.total[c]! - this.#missing[c]!;
    }
  }

  #putNothing(into: Float64Array, others: Float64Array): void {
    into.fill(0);
    others.set(this.total);
  }

  /** Adds the rows of a range in their order; returns their weight. */
  #add(sums: Float64Array, start: number, end: number): number {
    const { samples, weights } = this;
    const classOf = this.#classOf;
    let weight = 0;
    for (let p = start; p < end; p++) {
      const row = samples[p]!;
      sums[classOf[row]!]! += weights[row]!;
      weight += weights[row]!;
    }
    return weight;
  }
}
