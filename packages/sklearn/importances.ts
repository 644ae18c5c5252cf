import { pairwiseSum } from "@mlops/forest";
import { NumpyArray } from "@mlops/pickle";
import type { Estimator } from "./estimator.ts";
import { requireTreeOf } from "./read_tree.ts";

/** Most numbers that the importances of all trees are made of: a small file may name many wide ones. */
const MAX_CELLS = 2 ** 28;

/**
 * Tells how important each column is to an estimator, as its `feature_importances_` does, which no file
 * holds.
 *
 * @param estimator A tree, or a forest, GradientBoosting or AdaBoost of trees.
 * @returns Importance of each column, shape `[nFeatures]`; to the last bit, as it may be compared with the
 * mean of all.
 * @throws {ModelError} If it has none, or none that are computed here.
 */
export function featureImportances(estimator: Estimator): Float64Array {
  const { name, nFeatures } = estimator;
  if (/^(DecisionTree|ExtraTree)(Classifier|Regressor)$/.test(name)) {
    return normalize(decreases(estimator, nFeatures) ?? new Float64Array(nFeatures));
  }
  if (/^(RandomForest|ExtraTrees)(Classifier|Regressor)$/.test(name)) {
    return normalize(meanDecrease(membersOf(estimator), nFeatures, normalize));
  }
  if (/^GradientBoosting(Classifier|Regressor)$/.test(name)) {
    return normalize(meanDecrease(membersOf(estimator), nFeatures, (parts) => parts));
  }
  if (name.startsWith("AdaBoost")) return weightedMean(estimator);
  throw estimator.fault(
    `is a ${name}, whose importances are not computed here: select columns by a linear model, by ` +
      "scikit-learn's trees or forests, or before the training",
    "unsupported",
  );
}

/** Trees, of a GradientBoosting round by round. */
function membersOf(estimator: Estimator): Estimator[] {
  const value = estimator.value("estimators_");
  const trees = value instanceof NumpyArray
    ? estimator.decode("estimators_", () => value.toValues())
    : estimator.itemsOf(value, "estimators_");
  if (trees.length * estimator.nFeatures > MAX_CELLS) {
    throw estimator.fault(
      `has ${trees.length} trees of ${estimator.nFeatures} columns, too many to select columns by`,
      "unsupported",
    );
  }
  return trees.map((tree, index) => estimator.open(tree, `estimators_[${index}]`));
}

/** The mean of all trees that have more than a root. */
function meanDecrease(
  trees: readonly Estimator[],
  nFeatures: number,
  prepare: (parts: Float64Array) => Float64Array,
): Float64Array {
  const sums = new Float64Array(nFeatures);
  let nTrees = 0;
  for (const tree of trees) {
    const parts = decreases(tree, nFeatures);
    if (parts === null) continue;
    nTrees += 1;
    for (const [column, part] of prepare(parts).entries()) sums[column]! += part;
  }
  return nTrees === 0 ? sums : sums.map((sum) => sum / nTrees);
}

function weightedMean(estimator: Estimator): Float64Array {
  const { nFeatures } = estimator;
  const weights = estimator.numbers("estimator_weights_");
  const sums = new Float64Array(nFeatures);
  for (const [index, tree] of membersOf(estimator).entries()) {
    const parts = featureImportances(tree);
    const weight = weights[index];
    if (weight === undefined || parts.length !== nFeatures) {
      throw estimator.fault("must have a weight and the same columns for each of its estimators");
    }
    for (const [column, part] of parts.entries()) sums[column]! += weight * part;
  }
  const total = pairwiseSum(weights);
  return sums.map((sum) => sum / total);
}

/**
 * By how much the splits of a tree on each column made it purer, by the share of the training rows that came
 * there; `null` of a tree without splits.
 *
 * L. Breiman, J. Friedman, R. Olshen, C. Stone, "Classification and Regression Trees" (1984), §5.3.
 */
function decreases(owner: Estimator, nFeatures: number): Float64Array | null {
  const tree = requireTreeOf(owner, nFeatures);
  const nodes = tree.array("nodes");
  const integers = (name: string) => tree.decode(name, () => nodes.field(name).toInt32Array());
  const doubles = (name: string) => tree.decode(name, () => nodes.field(name).toFloat64Array());
  const [left, right, feature] = [
    integers("left_child"),
    integers("right_child"),
    integers("feature"),
  ];
  const [cover, impurity] = [doubles("weighted_n_node_samples"), doubles("impurity")];
  if (left.length <= 1) return null;
  const weighted = (node: number) => cover[node]! * impurity[node]!;
  const parts = new Float64Array(nFeatures);
  for (const [node, child] of left.entries()) {
    if (child === -1) continue;
    // Of a column, a child or a node that is not there it would be no number.
    parts[feature[node]!]! += weighted(node) - weighted(child) - weighted(right[node]!);
    if (!Number.isFinite(parts[feature[node]!])) {
      throw tree.fault(`must be a tree: node ${node} has no children, column or impurity`);
    }
  }
  return parts.map((part) => part / cover[0]!);
}

function normalize(parts: Float64Array): Float64Array {
  const sum = pairwiseSum(parts);
  return sum > 0 ? parts.map((part) => part / sum) : parts;
}
