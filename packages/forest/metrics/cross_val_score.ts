import { EnsembleScorer } from "@mlops/trees";
import { accuracy } from "./classification_metrics.ts";
import { kFold, stratifiedKFold } from "../folds.ts";
import { type ForestParams, isOfClasses } from "../forest_params.ts";
import { predict } from "../predict.ts";
import { fitForest, fitRegressor } from "../random_forest.ts";
import { r2Score } from "./regression_metrics.ts";

/** Rows with what is to be predicted of them. */
export interface LabelledRows {
  /** Row-major `[nRows, nFeatures]`; NaN is missing. */
  readonly features: Float32Array;
  /** Number of features. */
  readonly nFeatures: number;
  /** Class label, a whole number, or the number of each row, by the criterion, shape `[nRows]`. */
  readonly targets: Int32Array | Float64Array;
}

/**
 * Fits and scores a forest on each fold of the rows in turn, as scikit-learn's `cross_val_score` does:
 * stratified for classes, which are scored by accuracy; in order for numbers, by r².
 *
 * @param rows The rows.
 * @param params Hyper-parameters; their criterion says what the targets are.
 * @param options `nFolds` is the number of folds; `onFold` hears of each score.
 * @returns Score of each fold, shape `[nFolds]`.
 * @throws {RangeError} If the rows are too few, or what the fit refuses.
 */
export function crossValScore(
  rows: LabelledRows,
  params: ForestParams,
  { nFolds, onFold }: {
    readonly nFolds: number;
    readonly onFold?: (fold: number, score: number) => void;
  },
): Float64Array {
  const labels = isOfClasses(params.criterion) ? Int32Array.from(rows.targets) : null;
  const folds = labels === null
    ? kFold(rows.targets.length, { nFolds })
    : stratifiedKFold(labels, { nFolds });
  return Float64Array.from(folds, (test, fold) => {
    const score = scoreFold(rows, labels, test, params);
    onFold?.(fold, score);
    return score;
  });
}

function scoreFold(
  { features, nFeatures, targets }: LabelledRows,
  labels: Int32Array | null,
  test: Int32Array,
  params: ForestParams,
): number {
  const isTest = new Uint8Array(targets.length);
  for (const row of test) isTest[row] = 1;
  const train = Int32Array.from([...isTest.keys()].filter((row) => isTest[row] === 0));
  const take = (rows: Int32Array) => {
    const taken = new Float32Array(rows.length * nFeatures);
    for (const [at, row] of rows.entries()) {
      taken.set(features.subarray(row * nFeatures, (row + 1) * nFeatures), at * nFeatures);
    }
    return taken;
  };
  const options = { nFeatures, takesMissing: true };
  if (labels === null) {
    const numbers = (rows: Int32Array) => Float64Array.from(rows, (row) => targets[row]!);
    const forest = fitRegressor(take(train), numbers(train), params, options);
    return r2Score(numbers(test), new EnsembleScorer(forest).score(take(test)));
  }
  const labelsOf = (rows: Int32Array) => rows.map((row) => labels[row]!);
  const forest = fitForest(take(train), labelsOf(train), params, options);
  const probabilities = new EnsembleScorer(forest).score(take(test));
  return accuracy(labelsOf(test), predict(probabilities, forest.classes));
}
