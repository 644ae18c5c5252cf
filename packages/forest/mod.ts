/**
 * scikit-learn's random forests and extra trees, of classes and of numbers, tree for tree and bit for
 * bit: split, fit, measure; `@mlops/trees` scores and explains them.
 *
 * Pure: typed arrays in, typed arrays out, seeds passed in. Reading data, Workers and model files
 * belong to the callers.
 *
 * @example
 * ```ts
 * import { DEFAULT_FOREST_PARAMS, fitForest } from "@mlops/forest";
 * import { EnsembleScorer } from "@mlops/trees";
 * import { equal } from "node:assert/strict";
 *
 * const features = Float32Array.of(0, 1, 2, 3, 10, 11, 12, 13);
 * const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
 * const forest = fitForest(features, labels, DEFAULT_FOREST_PARAMS, { nFeatures: 1 });
 * const [p0, p1] = new EnsembleScorer(forest).score(Float32Array.of(12.5), 1);
 * equal(p0! < 0.1 && p1! > 0.9, true);
 * ```
 *
 * @module
 */

export {
  accuracy,
  type AveragingOptions,
  confusionMatrix,
  f1Score,
  precision,
  recall,
} from "./metrics/classification_metrics.ts";
export { balancedAccuracy, cohenKappa, matthewsCorrelation } from "./metrics/confusion_metrics.ts";
export { crossValScore, type LabelledRows } from "./metrics/cross_val_score.ts";
export { type DecisionTree, emptyTree } from "./decision_tree.ts";
export { featureImportances } from "./metrics/feature_importances.ts";
export { checkFit } from "./check_fit.ts";
export { checkForestParams } from "./check_forest_params.ts";
export { withClassWeights } from "./grow/class_weights.ts";
export type { Column } from "./column.ts";
export {
  type CriterionName,
  DEFAULT_FOREST_PARAMS,
  type EstimatorName,
  ESTIMATORS,
  type ForestParams,
  isOfClasses,
} from "./forest_params.ts";
export { type FoldOptions, kFold, stratifiedKFold } from "./folds.ts";
export { type ForestEnsemble, forestEnsemble, type ForestTrees } from "./forest_ensemble.ts";
export { type MakeBuffer, ownBuffer, sharedBuffer } from "./make_buffer.ts";
export { type OutOfBag, outOfBag } from "./out_of_bag.ts";
export { pairwiseSum } from "./pairwise_sum.ts";
export {
  type PermutationImportance,
  permutationImportance,
  type PermutationOptions,
} from "./metrics/permutation_importance.ts";
export { predict } from "./predict.ts";
export {
  assembleForest,
  fitForest,
  type FitOptions,
  fitRegressor,
  type ForestShape,
  growTrees,
  type RandomForest,
  treeSeeds,
} from "./random_forest.ts";
export { RandomState } from "./random_state.ts";
export {
  averagePrecision,
  brierScore,
  type ClassAverage,
  logLoss,
  oneVersusRest,
  rocAucOneVersusOne,
} from "./metrics/probability_metrics.ts";
export {
  explainedVariance,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanPoissonDeviance,
  meanSquaredError,
  medianAbsoluteError,
  r2Score,
} from "./metrics/regression_metrics.ts";
export { rocAucScore, type RocCurve, rocCurve } from "./metrics/roc_curve.ts";
export { TreeGrower } from "./grow/tree_grower.ts";
export { type SplitOptions, type TrainTestSplit, trainTestSplit } from "./train_test_split.ts";
export {
  type ClassTarget,
  columnsOf,
  type NumberTarget,
  tableOfColumns,
  type TableOptions,
  type Target,
  type TrainingTable,
  trainingTable,
} from "./training_table.ts";
