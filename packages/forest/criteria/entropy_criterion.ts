import { ClassCriterion } from "./class_criterion.ts";
import { log2 } from "./log2.ts";

/** Shannon entropy in bits (scikit-learn's `Entropy`, for `entropy` and `log_loss`). */
export class EntropyCriterion extends ClassCriterion {
  protected impurityOf(sums: Float64Array, weight: number): number {
    let entropy = 0;
    for (let c = 0; c < sums.length; c++) {
      if (sums[c]! <= 0) continue;
      const share = sums[c]! / weight;
      entropy -= share * log2(share);
    }
    return entropy;
  }
}
