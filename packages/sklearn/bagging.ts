import type { Estimator } from "./estimator.ts";
import { Majority } from "./majority.ts";
import { type MeanMember, MeanPredictor } from "./mean_predictor.ts";
import { hasDecisionFunction, type Predictor } from "./predictor.ts";

/**
 * Reads the mean of estimators that were fitted on samples of rows and columns.
 *
 * @param estimator A BaggingClassifier or BaggingRegressor.
 * @returns What predicts as it does.
 */
export function readBagging(estimator: Estimator): Predictor {
  const { nFeatures } = estimator;
  const classes = estimator.name.endsWith("Classifier") ? estimator.classes : [];
  const columns = estimator.list("estimators_features_");
  const members = estimator.list("estimators_").map((value, index): MeanMember => {
    const path = `${estimator.path}.estimators_[${index}]`;
    const predictor = estimator.parts.predictor(value, path);
    const name = `estimators_features_[${index}]`;
    const own = estimator.indicesOf(columns[index], name, nFeatures);
    if (own.length !== predictor.columns.length) {
      throw estimator.fault(`must give ${path} its columns: gives ${own.length}`);
    }
    return {
      predictor,
      columns: own,
      // They were fitted on the numbers of the classes, and may have missed some.
      outputs: classes.length === 0
        ? null
        : estimator.indicesOf([...predictor.classes], `${path}.classes_`, classes.length),
    };
  });
  if (members.length === 0) throw estimator.fault("must have estimators");
  const isFitting = members.every(({ predictor }) =>
    (predictor.classes.length > 0) === (classes.length > 0)
  );
  if (!isFitting) throw estimator.fault("must have estimators of its own task");
  // Python takes the mean of their decision functions for its own.
  const hidesScores = classes.length > 0 &&
    members.some(({ predictor }) => hasDecisionFunction(predictor));
  // Classifiers without probabilities vote, each for its class.
  return members.some(({ predictor }) => predictor.output === "scores")
    ? new Majority(estimator.name, members, {
      nFeatures,
      classes,
      weights: members.map(() => 1),
      tellsShares: true,
      hidesScores,
    })
    : new MeanPredictor(estimator.name, members, { nFeatures, classes, hidesScores });
}
