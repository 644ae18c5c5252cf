import { checkLengths } from "./check_lengths.ts";
import { pairwiseSum } from "../pairwise_sum.ts";

/** Which class a metric is about. */
export interface AveragingOptions {
  /**
   * `"binary"`, the default: class 1, all others being negative. `"macro"`: the plain mean over all
   * labels that occur; `"weighted"`: that weighted with the true rows of each; `"micro"`: of the counts
   * of all classes together.
   */
  readonly average?: "binary" | "macro" | "weighted" | "micro";
}

/**
 * Computes the share of rows whose predicted label is right.
 *
 * @param yTrue True labels, shape `[nRows]`.
 * @param yPred Predicted labels, shape `[nRows]`.
 * @returns In `[0, 1]`.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function accuracy(yTrue: Int32Array, yPred: Int32Array): number {
  checkLengths(yTrue, yPred);
  let nRight = 0;
  for (let row = 0; row < yTrue.length; row++) if (yTrue[row] === yPred[row]) nRight++;
  return nRight / yTrue.length;
}

/**
 * Computes the share of the rows predicted to be of a class that are; 0 if none is predicted, where
 * scikit-learn warns besides.
 *
 * @param yTrue True labels, shape `[nRows]`.
 * @param yPred Predicted labels, shape `[nRows]`.
 * @param options Class 1 unless `average` says otherwise.
 * @returns In `[0, 1]`.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function precision(
  yTrue: Int32Array,
  yPred: Int32Array,
  options: AveragingOptions = {},
): number {
  return average(yTrue, yPred, options, ({ nRight, nPredicted }) => nRight / nPredicted);
}

/**
 * Computes the share of the rows of a class that are predicted to be; 0 if there is none, where
 * scikit-learn warns besides.
 *
 * @param yTrue True labels, shape `[nRows]`.
 * @param yPred Predicted labels, shape `[nRows]`.
 * @param options Class 1 unless `average` says otherwise.
 * @returns In `[0, 1]`.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function recall(
  yTrue: Int32Array,
  yPred: Int32Array,
  options: AveragingOptions = {},
): number {
  return average(yTrue, yPred, options, ({ nRight, nTrue }) => nRight / nTrue);
}

/**
 * Computes the harmonic mean of precision and recall, as one division; 0 if the class neither occurs
 * nor is predicted.
 *
 * @param yTrue True labels, shape `[nRows]`.
 * @param yPred Predicted labels, shape `[nRows]`.
 * @param options Class 1 unless `average` says otherwise.
 * @returns In `[0, 1]`.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function f1Score(
  yTrue: Int32Array,
  yPred: Int32Array,
  options: AveragingOptions = {},
): number {
  return average(
    yTrue,
    yPred,
    options,
    ({ nRight, nTrue, nPredicted }) => 2 * nRight / (nTrue + nPredicted),
  );
}

/**
 * Counts rows by true and predicted label.
 *
 * @param yTrue True labels, shape `[nRows]`.
 * @param yPred Predicted labels, shape `[nRows]`.
 * @returns Row of the true label, column of the predicted one, over all labels that occur, ascending.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function confusionMatrix(yTrue: Int32Array, yPred: Int32Array): number[][] {
  checkLengths(yTrue, yPred);
  const labels = labelsOf(yTrue, yPred);
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const matrix = labels.map(() => labels.map(() => 0));
  for (let row = 0; row < yTrue.length; row++) {
    matrix[indexOf.get(yTrue[row]!)!]![indexOf.get(yPred[row]!)!]!++;
  }
  return matrix;
}

/** Rows of a class, predicted to be, and both. */
interface ClassCounts {
  readonly nTrue: number;
  readonly nPredicted: number;
  readonly nRight: number;
}

function average(
  yTrue: Int32Array,
  yPred: Int32Array,
  { average = "binary" }: AveragingOptions,
  metric: (counts: ClassCounts) => number,
): number {
  checkLengths(yTrue, yPred);
  const labels = average === "binary" ? [1] : labelsOf(yTrue, yPred);
  const counts = labels.map((label) => countClass(yTrue, yPred, label));
  if (average === "micro") return orZero(metric(counts.reduce(addCounts)));
  const scores = Float64Array.from(counts, (ofClass) => orZero(metric(ofClass)));
  if (average !== "weighted") return pairwiseSum(scores) / scores.length;
  const weights = Float64Array.from(counts, ({ nTrue }) => nTrue);
  return pairwiseSum(scores.map((score, c) => score * weights[c]!)) / pairwiseSum(weights);
}

/** Nothing divided by nothing. */
function orZero(score: number): number {
  return Number.isNaN(score) ? 0 : score;
}

function addCounts(a: ClassCounts, b: ClassCounts): ClassCounts {
  return {
    nTrue: a.nTrue + b.nTrue,
    nPredicted: a.nPredicted + b.nPredicted,
    nRight: a.nRight + b.nRight,
  };
}

function countClass(yTrue: Int32Array, yPred: Int32Array, label: number): ClassCounts {
  let nTrue = 0;
  let nPredicted = 0;
  let nRight = 0;
  for (let row = 0; row < yTrue.length; row++) {
    if (yTrue[row] === label) nTrue++;
    if (yPred[row] === label) nPredicted++;
    if (yTrue[row] === label && yPred[row] === label) nRight++;
  }
  return { nTrue, nPredicted, nRight };
}

function labelsOf(yTrue: Int32Array, yPred: Int32Array): number[] {
  return [...new Set([...yTrue, ...yPred])].sort((a, b) => a - b);
}
