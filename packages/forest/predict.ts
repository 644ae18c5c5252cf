/**
 * Picks the most probable class of each row, the lower one where two are equal.
 *
 * @param probabilities Row-major `[nRows, nClasses]`.
 * @param classes Class labels, shape `[nClasses]`.
 * @returns Class label of each row, shape `[nRows]`.
 */
export function predict(probabilities: Float64Array, classes: readonly number[]): Int32Array {
  const nClasses = classes.length;
  return Int32Array.from({ length: probabilities.length / nClasses }, (_, row) => {
    let best = 0;
    for (let c = 1; c < nClasses; c++) {
      if (probabilities[row * nClasses + c]! > probabilities[row * nClasses + best]!) best = c;
    }
    return classes[best]!;
  });
}
