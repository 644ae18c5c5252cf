import { type Link, softmaxLink, twoClassLink } from "@mlops/trees";
import { EnsemblePredictor } from "./ensemble_predictor.ts";
import type { Estimator } from "./estimator.ts";
import { joinTrees } from "./join_trees.ts";
import { MedianPredictor } from "./median_predictor.ts";
import type { Predictor } from "./predictor.ts";
import { type FittedTree, readTree } from "./read_tree.ts";
import { treeColumn } from "./trees_and_forests.ts";

/** What is added up may be off by an ulp, and a softmax by a few. */
const ROUNDING = 1e-12;

const TREES = ["DecisionTreeClassifier", "ExtraTreeClassifier"];

/** Smallest probability whose logarithm is taken: float64's epsilon. */
const MIN_SHARE = 2 ** -52;

/**
 * Reads classifiers that each tell a class, with weights (SAMME), or its probability (SAMME.R, to
 * scikit-learn 1.5). What a tree adds to the scores is settled by its leaf, so that all of them are one
 * ensemble.
 *
 * J. Zhu, H. Zou, S. Rosset, T. Hastie, "Multi-class AdaBoost", Statistics and Its Interface 2 (2009).
 *
 * @param estimator An AdaBoostClassifier.
 * @returns What predicts as it does.
 * @throws {ModelError} If it boosts anything but trees.
 */
export function readAdaBoostClassifier(estimator: Estimator): Predictor {
  const { nFeatures, classes } = estimator;
  estimator.version;
  const nClasses = classes.length;
  estimator.requireSeveral(classes);
  const weights = readWeights(estimator);
  const isReal = estimator.optional("algorithm") === "SAMME.R";
  const trees = estimator.list("estimators_").map((value, index) => {
    const name = `estimators_[${index}]`;
    const member = estimator.open(value, name);
    if (!TREES.includes(member.name)) {
      throw estimator.fault(
        `boosts ${member.name}, which is not supported: boost trees, or log the model as ONNX`,
        "unsupported",
      );
    }
    if (member.classes.join("\0") !== classes.join("\0")) {
      throw estimator.fault(`must have trees of its own classes: ${name} has others`);
    }
    const scores = isReal ? logScores : vote(weights[index]!);
    return scoreLeaves(readTree(member, nFeatures, nClasses), scores);
  });
  const nOutputs = nClasses === 2 ? 1 : nClasses;
  const ensemble = joinTrees(trees, {
    nFeatures,
    nOutputs,
    treeOutputs: null,
    factor: 1,
    start: new Float64Array(nOutputs),
    divisor: weights.reduce((sum, weight) => sum + weight, 0),
    takesMissing: false,
  });
  return EnsemblePredictor.of({
    kind: estimator.name,
    task: "classification",
    classes,
    output: "probabilities",
    rounding: ROUNDING,
    ensemble: nClasses === 2 ? { ...ensemble, scale: 2 } : ensemble,
    encoding: null,
    link: nClasses === 2 ? twoClassLink(ofTwo, (score) => score > 0) : ofMany(nClasses),
    space: "margin",
  }, { columns: Array.from({ length: nFeatures }, () => treeColumn(false)), hasScores: true });
}

/**
 * Reads regressions of which the one in the middle counts, by weight (AdaBoost.R2).
 *
 * H. Drucker, "Improving Regressors using Boosting Techniques", ICML (1997).
 *
 * @param estimator An AdaBoostRegressor.
 * @returns What predicts as it does.
 */
export function readAdaBoostRegressor(estimator: Estimator): Predictor {
  estimator.version;
  const { nFeatures } = estimator;
  const weights = readWeights(estimator);
  const members = estimator.list("estimators_").map((value, index) => {
    const path = `${estimator.path}.estimators_[${index}]`;
    const predictor = estimator.parts.predictor(value, path);
    if (predictor.output !== "value" || predictor.columns.length !== nFeatures) {
      throw estimator.fault(`must have regressions of ${nFeatures} columns: ${path} is none`);
    }
    return predictor;
  });
  return new MedianPredictor(estimator.name, members, weights.subarray(0, members.length));
}

/** There may be more weights than estimators, where boosting ended early; those are 0. */
function readWeights(estimator: Estimator): Float64Array {
  const nMembers = estimator.list("estimators_").length;
  const weights = estimator.numbers("estimator_weights_");
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (nMembers > 0 && weights.length >= nMembers && Number.isFinite(sum) && sum > 0) return weights;
  throw estimator.fault(
    `must have a weight for each of ${nMembers} estimators, of a sum above 0: has ${weights.length}`,
  );
}

/** What a tree adds to the score of each class by the shares of a leaf. */
type LeafScores = (shares: Float64Array) => number[];

/** Makes of the shares of each leaf what the tree adds: of two classes, to the second one's score. */
function scoreLeaves(tree: FittedTree, scores: LeafScores): FittedTree {
  const { nValues } = tree;
  const nScores = nValues === 2 ? 1 : nValues;
  const nNodes = tree.left.length;
  const value = new Float64Array(nNodes * nScores);
  for (let node = 0; node < nNodes; node++) {
    const own = scores(tree.value.subarray(node * nValues, (node + 1) * nValues));
    value.set(nValues === 2 ? [(own[1]! - own[0]!) / 2] : own, node * nScores);
  }
  return { ...tree, value, nValues: nScores };
}

function vote(weight: number): LeafScores {
  return (shares) => {
    const likeliest = shares.indexOf(Math.max(...shares));
    const against = -1 / (shares.length - 1) * weight;
    return Array.from(shares, (_, k) => k === likeliest ? weight : against);
  };
}

/** Up to scikit-learn 1.3 a leaf has weighted counts in the place of shares. */
function logScores(shares: Float64Array): number[] {
  const nClasses = shares.length;
  const sum = shares.reduce((total, share) => total + share, 0);
  const logs = Array.from(
    shares,
    (share) => Math.log(Math.max(MIN_SHARE, sum === 0 ? share : share / sum)),
  );
  const mean = (1 / nClasses) * logs.reduce((total, log) => total + log, 0);
  return logs.map((log) => (nClasses - 1) * (log - mean));
}

/** The softmax of half the score for and against the second class. */
function ofTwo(score: number): number {
  const [against, by] = [
    Math.exp((-score - Math.abs(score)) / 2),
    Math.exp((score - Math.abs(score)) / 2),
  ];
  return by / (against + by);
}

function ofMany(nClasses: number): Link {
  const softmax = softmaxLink(nClasses, "scores");
  return (scores, nRows) => softmax(scores.map((score) => score / (nClasses - 1)), nRows);
}
