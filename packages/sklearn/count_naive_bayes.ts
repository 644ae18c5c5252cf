import type { Estimator } from "./estimator.ts";
import { logOddsPredictor } from "./log_odds.ts";
import type { Predictor } from "./predictor.ts";

/**
 * Reads a classifier of counts: a linear model, by what share of each class's counts a column has.
 *
 * @param estimator A MultinomialNB.
 * @returns What predicts as it does.
 */
export function readMultinomialNaiveBayes(estimator: Estimator): Predictor {
  const { classes } = estimator;
  return readCounts(estimator, estimator.numbers("class_log_prior_", classes.length));
}

/**
 * Reads a classifier of counts by what share all other classes' counts a column has; how many rows a class
 * had does not matter.
 *
 * @param estimator A ComplementNB.
 * @returns What predicts as it does.
 */
export function readComplementNaiveBayes(estimator: Estimator): Predictor {
  return readCounts(estimator, new Float64Array(estimator.classes.length));
}

function readCounts(estimator: Estimator, starts: Float64Array): Predictor {
  estimator.version;
  const { classes, nFeatures } = estimator;
  estimator.requireSeveral(classes);
  const weights = estimator.matrix("feature_log_prob_", classes.length, nFeatures);
  return logOddsPredictor(estimator.name, { classes, weights, starts });
}
