/**
 * Refuses to measure what cannot be measured.
 *
 * @param yTrue True labels or numbers.
 * @param predicted A label, a number or a score of each row, or several.
 * @param nColumns How many of a row.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function checkLengths(
  yTrue: Int32Array | Float64Array,
  predicted: Int32Array | Float64Array,
  nColumns = 1,
): void {
  if (yTrue.length === 0 || yTrue.length * nColumns !== predicted.length) {
    throw new RangeError(
      "Cannot measure as there must be rows, each with a label and a prediction: " +
        `are ${yTrue.length} labels and ${predicted.length / nColumns} predictions`,
    );
  }
}
