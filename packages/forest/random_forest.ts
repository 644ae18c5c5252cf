import type { DecisionTree } from "./decision_tree.ts";
import { type ForestEnsemble, forestEnsemble } from "./forest_ensemble.ts";
import { checkForestParams, type ForestParams } from "./forest_params.ts";
import { growTree } from "./grow_tree.ts";
import { RandomState } from "./random_state.ts";
import { trainingTable } from "./training_table.ts";

/** A fitted forest, with what only the trainer knows of its nodes. */
export interface RandomForest extends ForestEnsemble {
  /** Weighted training rows of the node, shape `[nNodes]`. */
  readonly cover: Float64Array;
  /** Gini impurity, shape `[nNodes]`. */
  readonly impurity: Float64Array;
  /** Distinct training rows of the node, shape `[nNodes]`. */
  readonly nNodeSamples: Int32Array;
}

/** The shape of a fit, and who hears of its progress. */
export interface FitOptions {
  /** Number of features. */
  readonly nFeatures: number;
  /** Called after each tree with the number of trees done and in all. */
  readonly onTree?: (done: number, total: number) => void;
}

const LARGEST_INT = 2147483647;

/**
 * Fits a forest, tree for tree as scikit-learn's `RandomForestClassifier`.
 *
 * @param features Row-major `[nSamples, nFeatures]`.
 * @param labels Class label of each row, shape `[nSamples]`.
 * @param params Hyper-parameters.
 * @param options Shape and progress.
 * @returns The forest.
 * @throws {RangeError} If a hyper-parameter is out of range, the arrays do not fit together, or a
 * value is not finite.
 */
export function fitForest(
  features: Float32Array,
  labels: Int32Array,
  params: ForestParams,
  options: FitOptions,
): RandomForest {
  checkForestParams(params);
  const classes = classesOf(labels);
  const indexOf = new Map(classes.map((label, index) => [label, index]));
  const table = trainingTable(features, labels.map((label) => indexOf.get(label)!), {
    nFeatures: options.nFeatures,
    nClasses: classes.length,
  });
  const seeds = treeSeeds(params);
  const trees = seeds.map((seed, index) => {
    const tree = growTree(table, seed, params);
    options.onTree?.(index + 1, seeds.length);
    return tree;
  });
  return assembleForest(trees, { nFeatures: options.nFeatures, classes });
}

/**
 * Lists the class labels.
 *
 * @param labels Class label of each row.
 * @returns Distinct labels, ascending.
 */
export function classesOf(labels: Int32Array): number[] {
  return [...new Set(labels)].sort((a, b) => a - b);
}

/**
 * Draws the seed of each tree.
 *
 * @param params Hyper-parameters; `randomState` and `nEstimators` count.
 * @returns One seed per tree, each in `[0, 2^31 - 1)`.
 */
export function treeSeeds(params: ForestParams): number[] {
  const random = new RandomState(params.randomState);
  return Array.from({ length: params.nEstimators }, () => random.randint(0, LARGEST_INT));
}

/**
 * Puts trees together, in the order given: sums over trees round by it.
 *
 * @param trees The fitted trees.
 * @param shape Number of features and class labels, ascending.
 * @returns The forest.
 */
export function assembleForest(
  trees: readonly DecisionTree[],
  shape: { readonly nFeatures: number; readonly classes: readonly number[] },
): RandomForest {
  const roots = new Int32Array(trees.length);
  let nNodes = 0;
  for (const [t, tree] of trees.entries()) {
    roots[t] = nNodes;
    nNodes += tree.left.length;
  }
  const nClasses = shape.classes.length;
  const forest: RandomForest = forestEnsemble({
    ...shape,
    roots,
    left: new Int32Array(nNodes),
    right: new Int32Array(nNodes),
    feature: new Int32Array(nNodes),
    threshold: new Float64Array(nNodes),
    cover: new Float64Array(nNodes),
    value: new Float64Array(nNodes * nClasses),
    impurity: new Float64Array(nNodes),
    nNodeSamples: new Int32Array(nNodes),
  });
  for (const [t, tree] of trees.entries()) {
    const root = roots[t]!;
    const absolute = (child: number) => child < 0 ? child : child + root;
    forest.left.set(tree.left.map(absolute), root);
    forest.right.set(tree.right.map(absolute), root);
    forest.feature.set(tree.feature, root);
    forest.threshold.set(tree.threshold, root);
    forest.cover.set(tree.cover, root);
    forest.impurity.set(tree.impurity, root);
    forest.nNodeSamples.set(tree.nNodeSamples, root);
    forest.value.set(tree.value, root * nClasses);
  }
  return forest;
}
