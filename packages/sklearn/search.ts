import type { Estimator } from "./estimator.ts";
import type { Predictor } from "./predictor.ts";

/**
 * Reads the best estimator that a search found.
 *
 * @param estimator A GridSearchCV, RandomizedSearchCV, or one that halves.
 * @returns What predicts as that does.
 */
export function readSearch(estimator: Estimator): Predictor {
  const best = estimator.value("best_estimator_");
  return estimator.parts.predictor(best, `${estimator.path}.best_estimator_`);
}
