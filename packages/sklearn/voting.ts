import { NumpyArray } from "@mlops/pickle";
import type { Estimator } from "./estimator.ts";
import { Majority } from "./majority.ts";
import { MeanPredictor, requireMeans } from "./mean_predictor.ts";
import type { Predictor } from "./predictor.ts";

/**
 * Reads the mean, weighted or not, of several classifiers' probabilities or several regressions, or the
 * votes of classifiers.
 *
 * @param estimator A VotingClassifier or VotingRegressor.
 * @returns What predicts as it does.
 */
export function readVoting(estimator: Estimator): Predictor {
  estimator.version;
  const isRegression = estimator.name === "VotingRegressor";
  const classes = isRegression ? [] : estimator.open(estimator.value("le_"), "le_").classes;
  const members = estimator.list("estimators_").map((value, index) => {
    const predictor = estimator.parts.predictor(value, `${estimator.path}.estimators_[${index}]`);
    if (predictor.classes.length !== classes.length || classes.length === 0 && !isRegression) {
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
  const weights = readWeights(estimator, members.length);
  if (!isRegression && readMethod(estimator) === "hard") {
    return new Majority(estimator.name, members, {
      nFeatures,
      classes,
      weights: requirePositive(estimator, weights ?? members.map(() => 1)),
      tellsShares: false,
      hidesScores: false,
    });
  }
  requireMeans(estimator, members.map(({ predictor }) => predictor));
  return new MeanPredictor(estimator.name, members, { nFeatures, classes, weights });
}

function readMethod(estimator: Estimator): "hard" | "soft" {
  const voting = estimator.text("voting");
  if (voting === "hard" || voting === "soft") return voting;
  throw estimator.fault(`has voting ${JSON.stringify(voting.slice(0, 40))}`);
}

/** NumPy counts no votes for the classes behind the last one that has some, which may be below 0. */
function requirePositive(estimator: Estimator, weights: readonly number[]): readonly number[] {
  if (weights.every((weight) => weight >= 0)) return weights;
  throw estimator.fault("counts votes with weights below 0, which is not supported", "unsupported");
}

/** Weights of the estimators that were not dropped; `null` if all count the same. */
function readWeights(estimator: Estimator, nMembers: number): number[] | null {
  if (estimator.optional("weights") === null) return null;
  const given = estimator.value("weights");
  const all = given instanceof NumpyArray
    ? [...estimator.numbers("weights")]
    : estimator.list("weights");
  const named = estimator.list("estimators").map((value, index) =>
    estimator.itemsOf(value, `estimators[${index}]`)
  );
  const weights = all.filter((_, index) => named[index]?.[1] !== "drop");
  const isFitting = all.length === named.length && weights.length === nMembers &&
    weights.every((weight) => typeof weight === "number" && Number.isFinite(weight));
  if (isFitting) return weights as number[];
  throw estimator.fault(`must have a number as the weight of each of ${nMembers} estimators`);
}
