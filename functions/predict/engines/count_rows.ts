/**
 * Counts the rows of a batch.
 *
 * @param rows Features, row-major `[nRows, nFeatures]`.
 * @param nFeatures Numbers that a row has.
 * @returns Number of rows, at least 1.
 * @throws {RangeError} If the length is 0 or not a multiple of `nFeatures`.
 */
export function countRows(rows: Float32Array, nFeatures: number): number {
  const nRows = rows.length / nFeatures;
  if (Number.isInteger(nRows) && nRows > 0) return nRows;
  throw new RangeError(
    `Cannot score rows as they must have ${nFeatures} numbers each: got ${rows.length} numbers`,
  );
}
