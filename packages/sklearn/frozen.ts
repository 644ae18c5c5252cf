import type { Estimator } from "./estimator.ts";
import type { Predictor } from "./predictor.ts";

/**
 * Reads an estimator that was kept from being fitted again, as a calibration after its training takes it.
 *
 * @param estimator A FrozenEstimator.
 * @returns What predicts as the estimator within does.
 */
export function readFrozen(estimator: Estimator): Predictor {
  return estimator.parts.predictor(estimator.value("estimator"), `${estimator.path}.estimator`);
}
