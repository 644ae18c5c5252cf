import { float64Array, int32Array } from "@mlops/model";
import type { Link } from "@mlops/trees";

const { abs, exp, fround } = Math;

/**
 * The logistic function as ONNX Runtime computes it, in float32 (`ml_common.h`, ComputeLogistic).
 *
 * @param x A float32.
 * @returns In `[0, 1]`.
 */
export function logistic(x: number): number {
  const value = fround(1 / fround(1 + fround(exp(-abs(x)))));
  return x < 0 ? fround(1 - value) : value;
}

/**
 * Two classes by one sum, as ONNX Runtime tells them apart (`tree_ensemble_aggregator.h`).
 *
 * @param second Value of the second class by the sum.
 * @param first Value of the first class by the sum.
 * @param limit The second class is that of sums above it.
 * @returns The link.
 */
export function twoClasses(
  first: (sum: number) => number,
  second: (sum: number) => number,
  limit: number,
): Link {
  return (sums, nRows) => {
    const values = float64Array(2 * nRows);
    const labels = int32Array(nRows);
    for (let row = 0; row < nRows; row++) {
      const sum = sums[row]!;
      values[2 * row] = first(sum);
      values[2 * row + 1] = second(sum);
      labels[row] = sum > limit ? 1 : 0;
    }
    return { values, labels };
  };
}

/**
 * The class of the first largest sum, whose values a function makes.
 *
 * @param nClasses Number of classes.
 * @param transform Replaces the sums of a row, from an index on, by its values.
 * @returns The link.
 */
export function largestSum(
  nClasses: number,
  transform: (sums: Float64Array, at: number) => void,
): Link {
  return (sums, nRows) => {
    const labels = int32Array(nRows);
    for (let row = 0; row < nRows; row++) {
      const at = row * nClasses;
      let best = 0;
      for (let k = 1; k < nClasses; k++) if (sums[at + k]! > sums[at + best]!) best = k;
      labels[row] = best;
      transform(sums, at);
    }
    return { values: sums, labels };
  };
}

/**
 * Softmax in float32: less the largest, divided by the sum in the order of the classes.
 *
 * @param sums Sums of all rows; those of one row are replaced.
 * @param at Where they begin.
 * @param nClasses How many there are.
 */
export function softmax(sums: Float64Array, at: number, nClasses: number): void {
  let largest = sums[at]!;
  for (let k = 1; k < nClasses; k++) largest = Math.max(largest, sums[at + k]!);
  let total = 0;
  for (let k = 0; k < nClasses; k++) {
    const e = fround(exp(fround(sums[at + k]! - largest)));
    sums[at + k] = e;
    total = fround(total + e);
  }
  for (let k = 0; k < nClasses; k++) sums[at + k] = fround(sums[at + k]! / total);
}
