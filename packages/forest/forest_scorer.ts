import type { TreeEnsemble } from "./tree_ensemble.ts";

/** Scores rows with a forest; the sums are scikit-learn's, to the last bit. */
export class ForestScorer {
  readonly #ensemble: TreeEnsemble;

  /**
   * Prepares an ensemble for scoring.
   *
   * @param ensemble The forest.
   */
  constructor(ensemble: TreeEnsemble) {
    this.#ensemble = ensemble;
  }

  /**
   * Computes the probability of each class.
   *
   * @param rows Row-major `[nRows, nFeatures]`.
   * @param out Takes the result, if given; at least `[nRows, nClasses]`.
   * @returns Row-major `[nRows, nClasses]`, each in `[0, 1]`.
   * @throws {RangeError} If `rows` is no whole number of rows.
   */
  predictProba(rows: Float32Array, out?: Float64Array): Float64Array {
    const { nFeatures, classes, roots, left, right, feature, threshold, value } = this.#ensemble;
    const nClasses = classes.length;
    const nRows = rows.length / nFeatures;
    if (!Number.isInteger(nRows)) {
      throw new RangeError(
        `Cannot score as rows must hold a multiple of ${nFeatures} values: hold ${rows.length}`,
      );
    }
    const probabilities = out ?? new Float64Array(nRows * nClasses);
    for (let row = 0; row < nRows; row++) {
      const from = row * nFeatures;
      const to = row * nClasses;
      for (let c = 0; c < nClasses; c++) probabilities[to + c] = 0;
      for (let t = 0; t < roots.length; t++) {
        let node = roots[t]!;
        while (left[node]! >= 0) {
          node = rows[from + feature[node]!]! <= threshold[node]! ? left[node]! : right[node]!;
        }
        for (let c = 0; c < nClasses; c++) probabilities[to + c]! += value[node * nClasses + c]!;
      }
      for (let c = 0; c < nClasses; c++) probabilities[to + c]! /= roots.length;
    }
    return probabilities;
  }
}

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
