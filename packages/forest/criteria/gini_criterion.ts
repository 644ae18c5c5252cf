import { ClassCriterion } from "./class_criterion.ts";
import { gini } from "./gini.ts";

/** Gini impurity (scikit-learn's `Gini`). */
export class GiniCriterion extends ClassCriterion {
  protected impurityOf(sums: Float64Array, weight: number): number {
    return gini(sums, weight);
  }
}
