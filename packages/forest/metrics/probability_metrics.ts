import { checkLengths } from "./check_lengths.ts";
import { mean } from "./mean.ts";
import { pairwiseSum } from "../pairwise_sum.ts";
import { rocAucScore } from "./roc_curve.ts";

/** 2^-52: probabilities nearer to 0 or 1 count as if they were so far away. */
const EPSILON = 2.220446049250313e-16;

/** How the figures of the classes become one. */
export interface ClassAverage {
  /** Number of classes, 2 or more. */
  readonly nClasses: number;
  /** The plain mean, or that weighted with the true rows of each class; `"macro"` by default. */
  readonly average?: "macro" | "weighted";
}

/**
 * Computes the mean surprise at the true classes in nats (`log_loss`).
 *
 * @param classOf Class index of each row, shape `[nRows]`.
 * @param probabilities Row-major `[nRows, nClasses]`.
 * @param nClasses Number of classes.
 * @returns At least 0; less is better.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function logLoss(
  classOf: Int32Array,
  probabilities: Float64Array,
  nClasses: number,
): number {
  checkLengths(classOf, probabilities, nClasses);
  return mean(Float64Array.from(classOf, (c, row) => {
    const p = probabilities[row * nClasses + c]!;
    return -Math.log(Math.min(Math.max(p, EPSILON), 1 - EPSILON));
  }));
}

/**
 * Computes the mean squared error of the probability of class 1 (`brier_score_loss`).
 *
 * @param yTrue True labels, 0 or 1, shape `[nRows]`.
 * @param scores Probability of class 1, shape `[nRows]`.
 * @returns In `[0, 1]`; less is better.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function brierScore(yTrue: Int32Array, scores: Float64Array): number {
  checkLengths(yTrue, scores);
  return mean(scores.map((score, row) => (yTrue[row]! - score) ** 2));
}

/**
 * Computes the area under the curve of precision over recall, step by step
 * (`average_precision_score`).
 *
 * @param yTrue True labels, 0 or 1, shape `[nRows]`.
 * @param scores Score of class 1, shape `[nRows]`.
 * @returns In `[0, 1]`; 0 without a row of class 1.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function averagePrecision(yTrue: Int32Array, scores: Float64Array): number {
  checkLengths(yTrue, scores);
  const order = Uint32Array.from(yTrue, (_, row) => row).sort((a, b) => scores[b]! - scores[a]!);
  const nPositive = yTrue.reduce((count, label) => count + (label === 1 ? 1 : 0), 0);
  // From the last threshold to the first, and then nothing at all.
  const recall = [0];
  const precision = [1];
  let positives = 0;
  for (const [at, row] of order.entries()) {
    if (yTrue[row] === 1) positives++;
    const next = order[at + 1];
    if (next !== undefined && scores[next] === scores[row]) continue;
    recall.unshift(nPositive === 0 ? 1 : positives / nPositive);
    precision.unshift(positives / (at + 1));
  }
  const terms = Float64Array.from(
    { length: recall.length - 1 },
    (_, i) => (recall[i + 1]! - recall[i]!) * precision[i]!,
  );
  return Math.max(0, -pairwiseSum(terms));
}

/**
 * Averages a figure of two classes over each class against all others, as
 * `roc_auc_score(multi_class="ovr")` and `average_precision_score` do.
 *
 * @param figure What to average: {@linkcode rocAucScore} or {@linkcode averagePrecision}.
 * @param classOf Class index of each row, shape `[nRows]`.
 * @param probabilities Row-major `[nRows, nClasses]`.
 * @param options How to average.
 * @returns The average.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function oneVersusRest(
  figure: (yTrue: Int32Array, scores: Float64Array) => number,
  classOf: Int32Array,
  probabilities: Float64Array,
  { nClasses, average = "macro" }: ClassAverage,
): number {
  checkLengths(classOf, probabilities, nClasses);
  const values = new Float64Array(nClasses);
  const nTrue = new Float64Array(nClasses);
  for (let c = 0; c < nClasses; c++) {
    const isClass = classOf.map((other) => Number(other === c));
    values[c] = figure(isClass, columnOf(probabilities, nClasses, c));
    nTrue[c] = isClass.reduce((sum, one) => sum + one, 0);
  }
  return averageOf(values, nTrue, average);
}

/**
 * Averages the area under the ROC curve over all pairs of classes
 * (`roc_auc_score(multi_class="ovo")`).
 *
 * @param classOf Class index of each row, shape `[nRows]`.
 * @param probabilities Row-major `[nRows, nClasses]`.
 * @param options How to average.
 * @returns In `[0, 1]`, or NaN if a class has no row.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function rocAucOneVersusOne(
  classOf: Int32Array,
  probabilities: Float64Array,
  { nClasses, average = "macro" }: ClassAverage,
): number {
  checkLengths(classOf, probabilities, nClasses);
  const values: number[] = [];
  const shares: number[] = [];
  for (let a = 0; a < nClasses; a++) {
    for (let b = a + 1; b < nClasses; b++) {
      const rows = [...classOf.keys()].filter((row) => classOf[row] === a || classOf[row] === b);
      const auc = (c: number) =>
        rocAucScore(
          Int32Array.from(rows, (row) => Number(classOf[row] === c)),
          Float64Array.from(rows, (row) => probabilities[row * nClasses + c]!),
        );
      values.push((auc(a) + auc(b)) / 2);
      shares.push(rows.length / classOf.length);
    }
  }
  return averageOf(Float64Array.from(values), Float64Array.from(shares), average);
}

function averageOf(
  values: Float64Array,
  weights: Float64Array,
  average: "macro" | "weighted",
): number {
  if (average === "macro") return mean(values);
  return pairwiseSum(values.map((value, i) => value * weights[i]!)) / pairwiseSum(weights);
}

function columnOf(rows: Float64Array, nColumns: number, column: number): Float64Array {
  return Float64Array.from(
    { length: rows.length / nColumns },
    (_, row) => rows[row * nColumns + column]!,
  );
}
