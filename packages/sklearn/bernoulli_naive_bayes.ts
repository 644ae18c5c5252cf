import { Above } from "./binarizer.ts";
import type { Estimator } from "./estimator.ts";
import { logOddsPredictor } from "./log_odds.ts";
import type { Predictor } from "./predictor.ts";
import { PreparedPredictor } from "./prepared_predictor.ts";

/**
 * Reads a classifier that asks of each column whether it is above a threshold: a linear model of the
 * answers, 1 or 0.
 *
 * @param estimator A BernoulliNB.
 * @returns What predicts as it does.
 */
export function readBernoulliNaiveBayes(estimator: Estimator): Predictor {
  estimator.version;
  const { classes, nFeatures } = estimator;
  const nClasses = classes.length;
  estimator.requireSeveral(classes);
  const logs = estimator.matrix("feature_log_prob_", nClasses, nFeatures);
  const logsOfNot = logs.map((log) => Math.log(1 - Math.exp(log)));
  if (!logsOfNot.every(Number.isFinite)) {
    throw estimator.fault("must have probabilities of its columns above 0 and below 1");
  }
  const weights = logs.map((log, index) => log - logsOfNot[index]!);
  const starts = estimator.numbers("class_log_prior_", nClasses).map((prior, k) =>
    prior + logsOfNot.subarray(k * nFeatures, (k + 1) * nFeatures).reduce((sum, it) => sum + it, 0)
  );
  const linear = logOddsPredictor(estimator.name, { classes, weights, starts });
  if (estimator.optional("binarize") === null) return linear;
  const above = new Above(nFeatures, estimator.number("binarize"));
  return new PreparedPredictor(estimator.name, [above], linear);
}
