import { pairwiseSum } from "./pairwise_sum.ts";

/**
 * Computes the share of the target's variance that predictions explain (`r2_score`).
 *
 * @param yTrue True numbers, shape `[nRows]`.
 * @param yPred Predicted numbers, shape `[nRows]`.
 * @returns At most 1; 0 of a constant target that is not met.
 */
export function r2Score(yTrue: Float64Array, yPred: Float64Array): number {
  const numerator = pairwiseSum(yTrue.map((y, row) => (y - yPred[row]!) * (y - yPred[row]!)));
  const mean = pairwiseSum(yTrue) / yTrue.length;
  const denominator = pairwiseSum(yTrue.map((y) => (y - mean) * (y - mean)));
  if (numerator === 0) return 1;
  return denominator === 0 ? 0 : 1 - numerator / denominator;
}
