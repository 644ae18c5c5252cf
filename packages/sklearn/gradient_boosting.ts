import { NumpyArray, type PythonValue } from "@mlops/pickle";
import { type Link, sigmoid, softmaxLink, twoClassLink } from "@mlops/trees";
import { EnsemblePredictor } from "./ensemble_predictor.ts";
import type { Estimator } from "./estimator.ts";
import { initialScores } from "./initial_scores.ts";
import { joinTrees } from "./join_trees.ts";
import { logSumExpLink } from "./log_sum_exp_link.ts";
import type { Predictor } from "./predictor.ts";
import { readTree } from "./read_tree.ts";
import { treeColumn } from "./trees_and_forests.ts";

/** Logarithms and exponentials may be off by an ulp, and a softmax by a few. */
const ROUNDING = 1e-12;

const CLASSIFIER_LOSSES = new Set(["log_loss", "exponential"]);
const REGRESSOR_LOSSES = new Set(["squared_error", "absolute_error", "huber", "quantile"]);

/**
 * Reads gradient boosting of scikit-learn's own trees.
 *
 * @param estimator A GradientBoostingClassifier or GradientBoostingRegressor.
 * @returns What predicts as it does.
 */
export function readGradientBoosting(estimator: Estimator): Predictor {
  const { nFeatures, version } = estimator;
  const isClassifier = estimator.name.endsWith("Classifier");
  const loss = estimator.text("loss");
  if (!(isClassifier ? CLASSIFIER_LOSSES : REGRESSOR_LOSSES).has(loss)) {
    throw estimator.fault(`has loss ${JSON.stringify(loss.slice(0, 40))}`, "unsupported");
  }
  const classes = isClassifier ? estimator.classes : [];
  const nOutputs = classes.length > 2 ? classes.length : 1;
  const members = readMembers(estimator, classes.length, nOutputs);
  const trees = members.map((member, index) =>
    readTree(estimator.open(member, `estimators_[${index}]`), nFeatures, 1)
  );
  const ensemble = joinTrees(trees, {
    nFeatures,
    nOutputs,
    treeOutputs: Int32Array.from(trees, (_, tree) => tree % nOutputs),
    factor: estimator.number("learning_rate"),
    start: initialScores(estimator, nOutputs),
    divisor: 1,
    takesMissing: false,
  });
  return EnsemblePredictor.of({
    kind: estimator.name,
    task: isClassifier ? "classification" : "regression",
    classes,
    output: isClassifier ? "probabilities" : "value",
    rounding: ROUNDING,
    ensemble,
    encoding: null,
    link: isClassifier ? linkOf(loss, nOutputs, version) : null,
    space: isClassifier ? "margin" : "value",
  }, { columns: Array.from({ length: nFeatures }, () => treeColumn(false)), hasScores: true });
}

/** Trees round by round, in each round one for every score. */
function readMembers(
  estimator: Estimator,
  nClasses: number,
  nOutputs: number,
): readonly PythonValue[] {
  const array = estimator.value("estimators_");
  if (!(array instanceof NumpyArray) || array.dtype.kind !== "O") {
    throw estimator.unfit("estimators_", "an array of trees", array);
  }
  const [nRounds, nTrees] = array.shape;
  if (array.shape.length !== 2 || nTrees !== nOutputs) {
    throw estimator.fault(
      `of ${nClasses} classes needs ${nOutputs} trees a round: has ${nTrees ?? 0}`,
    );
  }
  if (nRounds === 0) throw estimator.fault("must have trees: there are no trees");
  return array.toValues();
}

function linkOf(loss: string, nOutputs: number, version: number): Link {
  if (nOutputs > 1) return version < 4 ? logSumExpLink(nOutputs) : softmaxLink(nOutputs, "scores");
  const isExponential = loss === "exponential";
  const probability = isExponential ? (raw: number) => sigmoid(2 * raw) : sigmoid;
  const isSecond = version < 4 && !isExponential
    ? (raw: number) => probability(raw) > 0.5
    : (raw: number) => raw >= 0;
  return twoClassLink(probability, isSecond);
}
