import type { Label } from "@mlops/model";
import { rowSoftmax, secondClassLink } from "./linear_links.ts";
import { LinearPredictor } from "./linear_predictor.ts";

/**
 * Makes a linear model of what each column adds to the logarithms of the classes: of two classes one of the
 * log-odds of the second. Python has no decision function of it.
 *
 * @param kind The classifier's class.
 * @param of Class labels, at least two; what a column is multiplied with in each class, row-major
 * `[nClasses, nFeatures]`; and what each class begins with, shape `[nClasses]`.
 * @returns The model.
 */
export function logOddsPredictor(
  kind: string,
  { classes, weights, starts }: {
    classes: readonly Label[];
    weights: Float64Array;
    starts: Float64Array;
  },
): LinearPredictor {
  const nFeatures = weights.length / classes.length;
  const isPair = classes.length === 2;
  return new LinearPredictor({
    kind,
    classes,
    coefficients: isPair
      ? weights.subarray(nFeatures).map((weight, i) => weight - weights[i]!)
      : weights,
    intercepts: isPair ? Float64Array.of(starts[1]! - starts[0]!) : starts,
    link: isPair ? secondClassLink : rowSoftmax,
    hasDecisionFunction: false,
  });
}
