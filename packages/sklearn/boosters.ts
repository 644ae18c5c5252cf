import { readLightgbm } from "@mlops/lightgbm";
import type { Label } from "@mlops/model";
import { readXgboost } from "@mlops/xgboost";
import { EnsemblePredictor } from "./ensemble_predictor.ts";
import type { Estimator } from "./estimator.ts";
import type { Predictor } from "./predictor.ts";

/**
 * Reads XGBoost's wrapper: its Booster is a file within the file.
 *
 * @param estimator An XGBClassifier or XGBRegressor, or their random forests.
 * @returns What predicts as it does.
 */
export function readXgboostWrapper(estimator: Estimator): Predictor {
  const booster = estimator.open(estimator.value("_Booster"), "_Booster");
  const handle = booster.value("handle");
  if (!(handle instanceof Uint8Array)) throw booster.unfit("handle", "bytes", handle);
  const missing = estimator.optional("missing");
  const model = readXgboost(handle, {
    modelClass: `xgboost.sklearn.${estimator.name}`,
    missing: typeof missing === "number" ? missing : NaN,
  });
  return new EnsemblePredictor(model, false);
}

/**
 * Reads LightGBM's wrapper: its Booster is a file's text within the file.
 *
 * @param estimator An LGBMClassifier or LGBMRegressor.
 * @returns What predicts as it does.
 */
export function readLightgbmWrapper(estimator: Estimator): Predictor {
  const booster = estimator.open(estimator.value("_Booster"), "_Booster");
  const text = booster.text(booster.has("_handle") ? "_handle" : "handle");
  const best = booster.optional("best_iteration");
  const classes: Label[] | null = estimator.name.endsWith("Classifier")
    ? estimator.labels("_classes")
    : null;
  const model = readLightgbm(text, {
    modelClass: `lightgbm.sklearn.${estimator.name}`,
    ...classes === null ? {} : { classes },
    ...typeof best === "number" ? { bestIteration: best } : {},
  });
  // LightGBM has a decision function since 4.7, whose wrappers have this attribute: the sum of the trees of
  // a random forest, too. Before, a calibration took the probabilities.
  const isSince47 = estimator.has("_fitted_with_feature_names");
  return new EnsemblePredictor(model, true, isSince47 ? model.ensemble.divisor : null);
}
