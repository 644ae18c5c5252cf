/**
 * Finds the largest number of each row, the first where several are.
 *
 * @param rows Row-major `[nRows, nColumns]`.
 * @param nColumns Numbers of a row.
 * @returns Its column, shape `[nRows]`.
 */
export function argmax(rows: Float64Array, nColumns: number): Int32Array {
  const best = new Int32Array(rows.length / nColumns);
  for (let row = 0; row < best.length; row++) {
    const at = row * nColumns;
    for (let c = 1; c < nColumns; c++) if (rows[at + c]! > rows[at + best[row]!]!) best[row] = c;
  }
  return best;
}
