import { log2 } from "./log2.ts";
import { NumberCriterion } from "./number_criterion.ts";

/** Ten times 2^-52: a sum that is not larger counts as 0, whose logarithm there is not. */
const EPSILON = 10 * 2.220446049250313e-16;

/** Half Poisson deviance (scikit-learn's `Poisson`), of targets >= 0 with a sum > 0. */
export class PoissonCriterion extends NumberCriterion {
  nodeImpurity(): number {
    return this.#loss(this.start, this.end, this.total, this.weight);
  }

  override proxy(): number {
    const { left, right, leftWeight, rightWeight } = this;
    if (left <= EPSILON || right <= EPSILON) return -Infinity;
    return left * log2(left / leftWeight) + right * log2(right / rightWeight);
  }

  /** Missing rows lie at the end, and so are measured on the right, wherever they go: as in scikit-learn. */
  measureSides(): void {
    this.leftImpurity = this.#loss(this.start, this.position, this.left, this.leftWeight);
    this.rightImpurity = this.#loss(this.position, this.end, this.right, this.rightWeight);
  }

  #loss(start: number, end: number, sum: number, weight: number): number {
    if (sum <= EPSILON) return Infinity;
    const { samples, weights, numbers } = this;
    const mean = sum / weight;
    let loss = 0;
    for (let p = start; p < end; p++) {
      const row = samples[p]!;
      const value = numbers[row]!;
      loss += weights[row]! * (value === 0 ? 0 : value * Math.log(value / mean));
    }
    return loss / weight;
  }
}
