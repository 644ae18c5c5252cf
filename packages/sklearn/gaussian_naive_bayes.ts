import type { Estimator } from "./estimator.ts";
import { naiveBayes } from "./naive_bayes.ts";
import type { Predictor } from "./predictor.ts";
import { requireFinite } from "./require_finite.ts";

/**
 * Reads a classifier that takes each column for normally distributed in each class.
 *
 * @param estimator A GaussianNB.
 * @returns What predicts as it does.
 */
export function readGaussianNaiveBayes(estimator: Estimator): Predictor {
  estimator.version;
  const { classes, nFeatures } = estimator;
  estimator.requireSeveral(classes);
  // Row-major [nClasses, nFeatures]; the variances are smoothed.
  const means = estimator.matrix("theta_", classes.length, nFeatures);
  const variances = estimator.numbers("var_", means.length);
  const smoothing = estimator.number("epsilon_");
  const priors = estimator.numbers("class_prior_", classes.length);
  // Training rows of each class, by weight.
  const counts = estimator.numbers("class_count_", classes.length);
  const isAbove0 = (numbers: Float64Array) => numbers.every((it) => it > 0);
  if (!isAbove0(variances) || !isAbove0(priors) || !isAbove0(counts)) {
    throw estimator.fault("must have variances, priors and counts of its classes above 0");
  }
  const nRows = counts.reduce((sum, count) => sum + count, 0);
  return naiveBayes({
    kind: estimator.name,
    classes,
    nFeatures,
    starts: priors.map((prior, k) => {
      const own = variances.subarray(k * nFeatures, (k + 1) * nFeatures);
      const logs = own.reduce((sum, variance) => sum + Math.log(2 * Math.PI * variance), 0);
      return Math.log(prior) - 0.5 * logs;
    }),
    check: requireFinite,
    term: (k, i, x) => {
      const distance = x - means[k * nFeatures + i]!;
      return -0.5 * (distance * distance / variances[k * nFeatures + i]!);
    },
    // The mean of the squared distance follows from the classes' own means and variances.
    meanTerm: (k, i) => {
      const at = k * nFeatures + i;
      let sum = 0;
      for (const [other, count] of counts.entries()) {
        const from = other * nFeatures + i;
        const distance = means[from]! - means[at]!;
        sum += count * (variances[from]! - smoothing + distance * distance);
      }
      return -0.5 * (sum / nRows / variances[at]!);
    },
  });
}
