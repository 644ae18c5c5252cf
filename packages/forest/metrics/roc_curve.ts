import { checkLengths } from "./check_lengths.ts";
import { pairwiseSum } from "../pairwise_sum.ts";

/** Points of a receiver operating characteristic, from (0, 0) on. */
export interface RocCurve {
  /** Share of the rows of class 0 with at least the threshold's score, shape `[nPoints]`. */
  readonly fpr: Float64Array;
  /** Share of the rows of class 1 with at least the threshold's score, shape `[nPoints]`. */
  readonly tpr: Float64Array;
  /** Scores, descending; the first is infinite, as nothing reaches it. */
  readonly thresholds: Float64Array;
}

/**
 * Computes the ROC curve as scikit-learn's `roc_curve` does, without the points between others on a line.
 *
 * @param yTrue True labels, 0 or 1, shape `[nRows]`.
 * @param scores Score of class 1, shape `[nRows]`.
 * @returns The curve; `fpr` or `tpr` is NaN if there is no row of its class.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function rocCurve(yTrue: Int32Array, scores: Float64Array): RocCurve {
  checkLengths(yTrue, scores);
  const order = Uint32Array.from(yTrue, (_, row) => row).sort((a, b) => scores[b]! - scores[a]!);
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  const thresholds: number[] = [];
  let positives = 0;
  for (const [at, row] of order.entries()) {
    if (yTrue[row] === 1) positives++;
    const next = order[at + 1];
    if (next !== undefined && scores[next] === scores[row]) continue;
    truePositives.push(positives);
    falsePositives.push(at + 1 - positives);
    thresholds.push(scores[row]!);
  }
  const bends = (values: number[], i: number) =>
    values[i + 1]! - values[i]! !== values[i]! - values[i - 1]!;
  const last = thresholds.length - 1;
  const kept = thresholds.flatMap((_, i) =>
    i === 0 || i === last || bends(falsePositives, i) || bends(truePositives, i) ? [i] : []
  );
  const share = (values: number[]) =>
    Float64Array.of(0, ...kept.map((i) => values[i]!)).map((value) => value / values[last]!);
  return {
    fpr: share(falsePositives),
    tpr: share(truePositives),
    thresholds: Float64Array.of(Infinity, ...kept.map((i) => thresholds[i]!)),
  };
}

/**
 * Computes the area under the ROC curve by trapezoids, as scikit-learn's `roc_auc_score` does.
 *
 * @param yTrue True labels, 0 or 1, shape `[nRows]`.
 * @param scores Score of class 1, shape `[nRows]`.
 * @returns In `[0, 1]`, or NaN if there is only one class.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function rocAucScore(yTrue: Int32Array, scores: Float64Array): number {
  const { fpr, tpr } = rocCurve(yTrue, scores);
  const terms = fpr.subarray(1).map((x, i) => (x - fpr[i]!) * (tpr[i + 1]! + tpr[i]!) / 2);
  return pairwiseSum(terms);
}
