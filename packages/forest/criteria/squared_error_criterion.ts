import { NumberCriterion } from "./number_criterion.ts";

/** Variance (scikit-learn's `MSE`, for `squared_error`). */
export class SquaredErrorCriterion extends NumberCriterion {
  nodeImpurity(): number {
    const mean = this.total / this.weight;
    return this.squares / this.weight - mean * mean;
  }

  override proxy(): number {
    return this.left * this.left / this.leftWeight + this.right * this.right / this.rightWeight;
  }

  measureSides(): void {
    let leftSquares = this.#squaresOf(0, this.start, this.position);
    if (this.startsWithMissing) {
      leftSquares = this.#squaresOf(leftSquares, this.end - this.nMissing, this.end);
    }
    const rightSquares = this.squares - leftSquares;
    const leftMean = this.left / this.leftWeight;
    const rightMean = this.right / this.rightWeight;
    this.leftImpurity = leftSquares / this.leftWeight - leftMean * leftMean;
    this.rightImpurity = rightSquares / this.rightWeight - rightMean * rightMean;
  }

  #squaresOf(sum: number, start: number, end: number): number {
    const { samples, weights, numbers } = this;
    for (let p = start; p < end; p++) {
      const row = samples[p]!;
      const value = numbers[row]!;
      sum += weights[row]! * value * value;
    }
    return sum;
  }
}
