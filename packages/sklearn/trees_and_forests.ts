import { type Label } from "@mlops/model";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import { EnsemblePredictor } from "./ensemble_predictor.ts";
import type { Estimator } from "./estimator.ts";
import { joinTrees } from "./join_trees.ts";
import type { Predictor } from "./predictor.ts";
import { type FittedTree, readTree } from "./read_tree.ts";
import { takesMissing } from "./tree_missing.ts";

/** Additions in another order, as with `n_jobs`, change the last bits of a forest's mean. */
const ROUNDING = 1e-14;

/** Since then a node keeps shares of the classes, before that it kept their weighted counts. */
const SHARES_SINCE = 4;

/**
 * What the trees of scikit-learn take in a column: float32.
 *
 * @param isNullable Whether values may be missing.
 * @returns The traits.
 */
export function treeColumn(isNullable: boolean): ColumnTraits {
  return { ...NUMBER, type: "fp32", isNullable };
}

/**
 * Reads a single tree.
 *
 * @param estimator A DecisionTree or ExtraTree.
 * @returns What predicts as it does.
 */
export function readSingleTree(estimator: Estimator): Predictor {
  estimator.object("tree_");
  const kind = estimator.name.startsWith("Extra") ? "extra trees" : "tree";
  return ofTrees(estimator, { members: [estimator], isNullable: takesMissing(estimator, kind) });
}

/**
 * Reads a forest.
 *
 * @param estimator A RandomForest or ExtraTrees.
 * @returns What predicts as it does.
 */
export function readForest(estimator: Estimator): Predictor {
  const kind = estimator.name.startsWith("Extra") ? "extra trees" : "forest";
  const members = estimator.list("estimators_").map((member, index) =>
    estimator.open(member, `estimators_[${index}]`)
  );
  if (members.length === 0) throw estimator.fault("must have trees: there are no trees");
  return ofTrees(estimator, { members, isNullable: takesMissing(estimator, kind) });
}

function ofTrees(
  estimator: Estimator,
  { members, isNullable }: { members: readonly Estimator[]; isNullable: boolean },
): Predictor {
  const { nFeatures, version } = estimator;
  const isClassifier = estimator.name.endsWith("Classifier");
  const classes: Label[] = isClassifier ? estimator.classes : [];
  const nOutputs = isClassifier ? classes.length : 1;
  if (isClassifier && nOutputs < 1) throw estimator.fault("must have classes");
  const trees = members.map((member) => {
    const tree = readTree(member, nFeatures, nOutputs);
    return isClassifier && version < SHARES_SINCE ? divideCounts(tree) : tree;
  });
  const ensemble = joinTrees(trees, {
    nFeatures,
    nOutputs,
    treeOutputs: null,
    factor: 1,
    start: new Float64Array(nOutputs),
    divisor: trees.length,
    takesMissing: isNullable,
  });
  return EnsemblePredictor.of({
    kind: estimator.name,
    task: isClassifier ? "classification" : "regression",
    classes,
    output: isClassifier ? "probabilities" : "value",
    rounding: ROUNDING,
    ensemble,
    encoding: null,
    link: null,
    space: isClassifier ? "probability" : "value",
  }, {
    columns: Array.from({ length: nFeatures }, () => treeColumn(isNullable)),
    hasScores: false,
  });
}

/** Makes shares of weighted counts, as scikit-learn 1.3 does at each prediction. */
function divideCounts(tree: FittedTree): FittedTree {
  const { nValues } = tree;
  const value = tree.value.slice();
  for (let at = 0; at < value.length; at += nValues) {
    let sum = 0;
    for (let k = 0; k < nValues; k++) sum += value[at + k]!;
    if (sum === 0) continue;
    for (let k = 0; k < nValues; k++) value[at + k]! /= sum;
  }
  return { ...tree, value };
}
