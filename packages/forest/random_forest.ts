import { checkFit } from "./check_fit.ts";
import { checkForestParams } from "./check_forest_params.ts";
import { withClassWeights } from "./grow/class_weights.ts";
import type { DecisionTree } from "./decision_tree.ts";
import { type ForestEnsemble, forestEnsemble } from "./forest_ensemble.ts";
import type { ForestParams } from "./forest_params.ts";
import { RandomState } from "./random_state.ts";
import { TreeGrower } from "./grow/tree_grower.ts";
import { columnsOf, tableOfColumns, type Target, type TrainingTable } from "./training_table.ts";

/** A fitted forest, with what only the trainer knows of its nodes. */
export interface RandomForest extends ForestEnsemble {
  /** Weighted training rows of the node, shape `[nNodes]`. */
  readonly cover: Float64Array;
  /** Impurity, shape `[nNodes]`. */
  readonly impurity: Float64Array;
  /** Distinct training rows of the node, shape `[nNodes]`. */
  readonly nNodeSamples: Int32Array;
  /** 1 where rows without a value go left, 0 where they go right and at a leaf, shape `[nNodes]`. */
  readonly missingGoesLeft: Uint8Array;
}

/** What the trees of a forest have in common. */
export interface ForestShape {
  /** Number of features. */
  readonly nFeatures: number;
  /** Class labels, ascending; none of a forest of numbers. */
  readonly classes: readonly number[];
  /**
   * Whether rows may have missing values: of a feature that never was missing they go where more of the
   * training rows went. By default they are refused.
   */
  readonly takesMissing?: boolean;
}

/** The shape of a fit, and who hears of its progress. */
export interface FitOptions {
  /** Number of features. */
  readonly nFeatures: number;
  /** Whether rows may have missing values; by default if those of the training may. */
  readonly takesMissing?: boolean;
  /** Weight of each row, >= 0, or `null`, the default: all weigh 1, shape `[nSamples]`. */
  readonly weights?: Float64Array | null;
  /** Called after each tree with the number of trees done and in all. */
  readonly onTree?: (done: number, total: number) => void;
}

const LARGEST_INT = 2147483647;

/**
 * Fits a forest that tells classes apart, tree for tree as scikit-learn's `RandomForestClassifier` and
 * `ExtraTreesClassifier`.
 *
 * @param features Row-major `[nSamples, nFeatures]`; NaN is missing.
 * @param labels Class label of each row, shape `[nSamples]`.
 * @param params Hyper-parameters.
 * @param options Shape, weights and progress.
 * @returns The forest.
 * @throws {RangeError} If a hyper-parameter is out of range, the arrays do not fit together, or a
 * value is infinite.
 */
export function fitForest(
  features: Float32Array,
  labels: Int32Array,
  params: ForestParams,
  options: FitOptions,
): RandomForest {
  const classes = classesOf(labels);
  const indexOf = new Map(classes.map((label, index) => [label, index]));
  const classOf = labels.map((label) => indexOf.get(label)!);
  const target: Target = { kind: "classes", classOf, nClasses: classes.length };
  return fit(features, target, params, { ...options, classes });
}

/**
 * Fits a forest that estimates a number, tree for tree as scikit-learn's `RandomForestRegressor` and
 * `ExtraTreesRegressor`.
 *
 * @param features Row-major `[nSamples, nFeatures]`; NaN is missing.
 * @param targets The number of each row, shape `[nSamples]`.
 * @param params Hyper-parameters.
 * @param options Shape, weights and progress.
 * @returns The forest, without classes: a node's value is one number.
 * @throws {RangeError} If a hyper-parameter is out of range, the arrays do not fit together, or a
 * value is infinite.
 */
export function fitRegressor(
  features: Float32Array,
  targets: Float64Array,
  params: ForestParams,
  options: FitOptions,
): RandomForest {
  const target: Target = { kind: "numbers", numbers: targets };
  return fit(features, target, params, { ...options, classes: [] });
}

function fit(
  features: Float32Array,
  target: Target,
  params: ForestParams,
  options: FitOptions & { readonly classes: readonly number[] },
): RandomForest {
  checkForestParams(params);
  const nSamples = (target.kind === "classes" ? target.classOf : target.numbers).length;
  const { nFeatures, classes, onTree } = options;
  const weights = withClassWeights(target, params, options.weights ?? null);
  const table = tableOfColumns(columnsOf(features, nSamples, nFeatures), target, { weights });
  const takesMissing = options.takesMissing ??
    table.columns.some(({ missingKey }) => missingKey >= 0);
  return assembleForest(growTrees(table, params, onTree), { nFeatures, classes, takesMissing });
}

/**
 * Grows all trees of a forest, one after the other.
 *
 * @param table The training rows, their weights multiplied with those of their classes
 * ({@linkcode withClassWeights}).
 * @param params Hyper-parameters.
 * @param onTree Called after each tree with the number of trees done and in all.
 * @returns The trees.
 * @throws {RangeError} If a hyper-parameter is out of range or does not suit the table.
 */
export function growTrees(
  table: TrainingTable,
  params: ForestParams,
  onTree?: (done: number, total: number) => void,
): DecisionTree[] {
  checkForestParams(params);
  checkFit(table, params);
  const seeds = treeSeeds(params);
  const grower = new TreeGrower(table, params);
  return seeds.map((seed, index) => {
    const tree = grower.grow(seed);
    onTree?.(index + 1, seeds.length);
    return tree;
  });
}

/**
 * Lists the class labels.
 *
 * @param labels Class label of each row.
 * @returns Distinct labels, ascending.
 */
function classesOf(labels: Int32Array): number[] {
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
 * @param shape What the trees have in common.
 * @returns The forest.
 */
export function assembleForest(
  trees: readonly DecisionTree[],
  shape: ForestShape,
): RandomForest {
  const roots = new Int32Array(trees.length);
  let nNodes = 0;
  for (const [t, tree] of trees.entries()) {
    roots[t] = nNodes;
    nNodes += tree.left.length;
  }
  // A number has no class.
  const nOutputs = Math.max(1, shape.classes.length);
  const missingGoesLeft = new Uint8Array(nNodes);
  const forest: RandomForest = forestEnsemble({
    nFeatures: shape.nFeatures,
    classes: shape.classes,
    roots,
    left: new Int32Array(nNodes),
    right: new Int32Array(nNodes),
    feature: new Int32Array(nNodes),
    threshold: new Float64Array(nNodes),
    cover: new Float64Array(nNodes),
    value: new Float64Array(nNodes * nOutputs),
    impurity: new Float64Array(nNodes),
    nNodeSamples: new Int32Array(nNodes),
    missingGoesLeft,
    missing: shape.takesMissing === true
      ? { goesLeft: missingGoesLeft, zeroIsMissing: null }
      : null,
  });
  for (const [t, tree] of trees.entries()) {
    const root = roots[t]!;
    const absolute = (child: number) => child < 0 ? child : child + root;
    forest.left.set(tree.left.map(absolute), root);
    forest.right.set(tree.right.map(absolute), root);
    forest.feature.set(tree.feature, root);
    // No value is <= NaN, which trees have of a feature whose missing values scikit-learn overlooks.
    forest.threshold.set(tree.threshold.map((t) => Number.isNaN(t) ? -Infinity : t), root);
    forest.cover.set(tree.cover, root);
    forest.impurity.set(tree.impurity, root);
    forest.nNodeSamples.set(tree.nNodeSamples, root);
    forest.missingGoesLeft.set(tree.missingGoesLeft, root);
    forest.value.set(tree.value, root * nOutputs);
  }
  return forest;
}
