import { confusionMatrix } from "./classification_metrics.ts";
import { pairwiseSum } from "../pairwise_sum.ts";

/**
 * Computes the mean recall of the classes that occur (`balanced_accuracy_score`).
 *
 * @param yTrue True labels, shape `[nRows]`.
 * @param yPred Predicted labels, shape `[nRows]`.
 * @returns In `[0, 1]`.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function balancedAccuracy(yTrue: Int32Array, yPred: Int32Array): number {
  const { matrix, trueOf } = totals(yTrue, yPred);
  const recalls = matrix.flatMap((counts, c) => trueOf[c]! > 0 ? [counts[c]! / trueOf[c]!] : []);
  return pairwiseSum(Float64Array.from(recalls)) / recalls.length;
}

/**
 * Computes Matthews's correlation of true and predicted classes (`matthews_corrcoef`).
 *
 * @param yTrue True labels, shape `[nRows]`.
 * @param yPred Predicted labels, shape `[nRows]`.
 * @returns In `[-1, 1]`; 0 if all rows have one class, or are predicted to have.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function matthewsCorrelation(yTrue: Int32Array, yPred: Int32Array): number {
  const { matrix, trueOf, predictedOf } = totals(yTrue, yPred);
  const n = yTrue.length;
  const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const nRight = sumOf(matrix.map((counts, c) => counts[c]!));
  const covariance = nRight * n - sumOf(trueOf.map((count, c) => count * predictedOf[c]!));
  const ofTrue = n * n - sumOf(trueOf.map((count) => count * count));
  const ofPredicted = n * n - sumOf(predictedOf.map((count) => count * count));
  const product = ofTrue * ofPredicted;
  return product === 0 ? 0 : covariance / Math.sqrt(product);
}

/**
 * Computes Cohen's kappa: agreement beyond chance (`cohen_kappa_score`).
 *
 * @param yTrue True labels, shape `[nRows]`.
 * @param yPred Predicted labels, shape `[nRows]`.
 * @returns At most 1; NaN if all rows have one class and are predicted to have it.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function cohenKappa(yTrue: Int32Array, yPred: Int32Array): number {
  const { matrix, trueOf, predictedOf } = totals(yTrue, yPred);
  const off: number[] = [];
  const expected: number[] = [];
  for (const [a, counts] of matrix.entries()) {
    for (const [b, count] of counts.entries()) {
      off.push(a === b ? 0 : count);
      expected.push(a === b ? 0 : predictedOf[a]! * trueOf[b]! / yTrue.length);
    }
  }
  return 1 - pairwiseSum(Float64Array.from(off)) / pairwiseSum(Float64Array.from(expected));
}

interface Totals {
  readonly matrix: readonly (readonly number[])[];
  readonly trueOf: readonly number[];
  readonly predictedOf: readonly number[];
}

function totals(yTrue: Int32Array, yPred: Int32Array): Totals {
  const matrix = confusionMatrix(yTrue, yPred);
  return {
    matrix,
    trueOf: matrix.map((counts) => counts.reduce((sum, count) => sum + count, 0)),
    predictedOf: matrix.map((_, c) => matrix.reduce((sum, counts) => sum + counts[c]!, 0)),
  };
}
