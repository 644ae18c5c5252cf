/**
 * Rows of a table as a model takes them: numbers by row, and texts beside them.
 *
 * A number lies where its row and column are; integers and booleans (0, 1) are numbers, too. A missing
 * value is NaN. A cell of a column whose values are text has its text in `texts`, and NaN in `numbers`.
 */
export interface Rows {
  /** Number of rows, at least 1. */
  readonly nRows: number;
  /** Row-major `[nRows, nFeatures]`, as they were sent: not rounded to what the model computes with. */
  readonly numbers: Float64Array;
  /**
   * Row-major `[nRows, nFeatures]`, `null` where the cell is no text or is missing; `null` as a whole
   * for a model without columns of text.
   */
  readonly texts: readonly (string | null)[] | null;
}
