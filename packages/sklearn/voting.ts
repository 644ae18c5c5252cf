import type { Estimator } from "./estimator.ts";
import { MeanPredictor } from "./mean_predictor.ts";
import type { Predictor } from "./predictor.ts";

/**
 * Reads the mean of several classifiers' probabilities.
 *
 * @param estimator A VotingClassifier.
 * @returns What predicts as it does.
 * @throws {ModelError} If it counts votes, or weighs them.
 */
export function readVoting(estimator: Estimator): Predictor {
  estimator.version;
  if (estimator.text("voting") !== "soft") {
    throw estimator.fault('counts votes: only voting="soft" is supported', "unsupported");
  }
  if (estimator.optional("weights") !== null) {
    throw estimator.fault("weighs its estimators: only weights=None is supported", "unsupported");
  }
  const { classes } = estimator.open(estimator.value("le_"), "le_");
  const members = estimator.list("estimators_").map((value, index) => {
    const predictor = estimator.parts.predictor(value, `${estimator.path}.estimators_[${index}]`);
    if (predictor.classes.length !== classes.length || classes.length === 0) {
      throw estimator.fault(
        `must have classifiers of ${classes.length} classes: ` +
          `estimators_[${index}] has ${predictor.classes.length}`,
      );
    }
    return { predictor, columns: null, outputs: null };
  });
  const nFeatures = members[0]?.predictor.columns.length ?? 0;
  if (members.some(({ predictor }) => predictor.columns.length !== nFeatures) || nFeatures === 0) {
    throw estimator.fault("must have estimators of the same columns");
  }
  return new MeanPredictor(estimator.name, members, { nFeatures, classes });
}
