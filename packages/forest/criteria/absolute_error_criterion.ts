import type { TreeRows } from "./criterion.ts";
import { RunningMedian } from "./running_median.ts";
import { SumCriterion } from "./sum_criterion.ts";
import type { NumberTarget } from "../training_table.ts";

/**
 * Mean distance from the median (scikit-learn's `MAE`, for `absolute_error`). Its cost grows with the
 * square of a node's rows, as scikit-learn's does. It takes no missing values.
 */
export class AbsoluteErrorCriterion extends SumCriterion {
  readonly #numbers: Float64Array;
  readonly #left: RunningMedian;
  readonly #right: RunningMedian;
  readonly #moved = { value: 0, weight: 0 };
  #nodeMedian = 0;

  /**
   * Prepares a tree's criterion.
   *
   * @param rows The rows of the tree.
   * @param target Their numbers.
   */
  constructor(rows: TreeRows, { numbers }: NumberTarget) {
    super(rows);
    this.#numbers = numbers;
    this.#left = new RunningMedian(rows.samples.length);
    this.#right = new RunningMedian(rows.samples.length);
  }

  startNode(start: number, end: number): void {
    this.start = start;
    this.end = end;
    this.position = start;
    this.weight = 0;
    this.#left.clear();
    this.#right.clear();
    for (let p = start; p < end; p++) {
      const row = this.samples[p]!;
      this.#right.push(this.#numbers[row]!, this.weights[row]!);
      this.weight += this.weights[row]!;
    }
    this.#nodeMedian = this.#right.median;
    this.reset();
  }

  nodeImpurity(): number {
    return this.#distance(this.start, this.end, this.#nodeMedian) / this.weight;
  }

  writeValue(into: Float64Array, at: number): void {
    into[at] = this.#nodeMedian;
  }

  countMissing(): void {}

  reset(): void {
    this.position = this.start;
    this.leftWeight = 0;
    this.rightWeight = this.weight;
    this.#empty(this.#left, this.#right);
  }

  update(position: number): void {
    if (position - this.position <= this.end - position) {
      for (let p = this.position; p < position; p++) {
        this.leftWeight += this.#move(p, this.#right, this.#left);
      }
    } else {
      this.leftWeight = this.weight;
      this.#empty(this.#right, this.#left);
      for (let p = this.end - 1; p >= position; p--) {
        this.leftWeight -= this.#move(p, this.#left, this.#right);
      }
    }
    this.rightWeight = this.weight - this.leftWeight;
    this.position = position;
  }

  measureSides(): void {
    const { start, position, end } = this;
    this.leftImpurity = this.#distance(start, position, this.#left.median) / this.leftWeight;
    this.rightImpurity = this.#distance(position, end, this.#right.median) / this.rightWeight;
  }

  leftValue(): number {
    return this.#left.median;
  }

  rightValue(): number {
    return this.#right.median;
  }

  middleValue(): number {
    return (this.#left.median + this.#right.median) / 2;
  }

  /** Moves a row from one list to the other; returns its weight. */
  #move(position: number, from: RunningMedian, to: RunningMedian): number {
    const row = this.samples[position]!;
    const weight = this.weights[row]!;
    from.remove(this.#numbers[row]!, weight);
    to.push(this.#numbers[row]!, weight);
    return weight;
  }

  #empty(from: RunningMedian, to: RunningMedian): void {
    while (from.size > 0) {
      from.pop(this.#moved);
      to.push(this.#moved.value, this.#moved.weight);
    }
  }

  #distance(start: number, end: number, median: number): number {
    let distance = 0;
    for (let p = start; p < end; p++) {
      const row = this.samples[p]!;
      distance += Math.abs(this.#numbers[row]! - median) * this.weights[row]!;
    }
    return distance;
  }
}
