/**
 * Refuses to measure what cannot be measured.
 *
 * @param yTrue True labels.
 * @param predicted A label or score of each row.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function checkLengths(yTrue: Int32Array, predicted: Int32Array | Float64Array): void {
  if (yTrue.length === 0 || yTrue.length !== predicted.length) {
    throw new RangeError(
      "Cannot measure as there must be rows, each with a label and a prediction: " +
        `are ${yTrue.length} labels and ${predicted.length} predictions`,
    );
  }
}
