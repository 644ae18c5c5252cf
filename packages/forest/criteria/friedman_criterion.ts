import { SquaredErrorCriterion } from "./squared_error_criterion.ts";

/**
 * Friedman's improvement score (scikit-learn's `FriedmanMSE`): nodes are measured by their variance,
 * splits by the squared difference of the sides' means.
 *
 * Friedman, "Greedy Function Approximation" (2001), equation 35.
 */
export class FriedmanCriterion extends SquaredErrorCriterion {
  override proxy(): number {
    const difference = this.rightWeight * this.left - this.leftWeight * this.right;
    return difference * difference / (this.leftWeight * this.rightWeight);
  }

  override improvement(): number {
    const difference = this.rightWeight * this.left - this.leftWeight * this.right;
    return difference * difference / (this.leftWeight * this.rightWeight * this.weight);
  }
}
