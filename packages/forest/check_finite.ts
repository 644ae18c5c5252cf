/**
 * Refuses values that are no numbers to compare: scikit-learn's forests take none of them either.
 *
 * @param rows Row-major `[nRows, nFeatures]`.
 * @param nFeatures Number of features.
 * @param action What the rows are for, as the message says it.
 * @throws {RangeError} If a value is NaN or infinite; the message names its row and feature.
 */
export function checkFinite(rows: Float32Array, nFeatures: number, action: string): void {
  for (let i = 0; i < rows.length; i++) {
    // NaN for NaN and for both infinities, 0 for all others.
    if (rows[i]! - rows[i]! !== 0) {
      const [row, feature] = [Math.floor(i / nFeatures), i % nFeatures];
      throw new RangeError(
        `Cannot ${action} as every value must be finite: row ${row}, feature ${feature} is ${
          rows[i]
        }`,
      );
    }
  }
}
