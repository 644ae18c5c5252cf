import type { Column } from "./column.ts";

/**
 * Finds the features that trees treat as possibly missing, as scikit-learn 1.6 and 1.7 do
 * (`sklearn/tree/_classes.py`, `_compute_missing_values_in_feature_mask`): row by row, and of each row
 * only the first feature that was not found before. A feature whose missing values all lie in rows
 * that were spent on others stays out, and its NaN are compared like numbers.
 *
 * @param columns The features.
 * @param nSamples Number of rows.
 * @returns 1 for each such feature, shape `[nFeatures]`.
 */
export function missingMask(columns: readonly Column[], nSamples: number): Uint8Array {
  const mask = new Uint8Array(columns.length);
  const candidates = columns.flatMap(({ missingKey }, feature) => missingKey < 0 ? [] : [feature]);
  let nLeft = candidates.length;
  for (let row = 0; row < nSamples && nLeft > 0; row++) {
    for (const feature of candidates) {
      const { keys, missingKey } = columns[feature]!;
      if (mask[feature] === 1 || keys[row] !== missingKey) continue;
      mask[feature] = 1;
      nLeft--;
      break;
    }
  }
  return mask;
}
