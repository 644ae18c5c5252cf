import { argmax } from "./argmax.ts";

/**
 * Picks the most probable class of each row, the lower one where two are equal.
 *
 * @param probabilities Row-major `[nRows, nClasses]`.
 * @param classes Class labels, shape `[nClasses]`.
 * @returns Class label of each row, shape `[nRows]`.
 */
export function predict(probabilities: Float64Array, classes: readonly number[]): Int32Array {
  return argmax(probabilities, classes.length).map((c) => classes[c]!);
}
