import type { Rows } from "@mlops/model";

/**
 * Makes rows of numbers.
 *
 * @param width Values of a row.
 * @param values Row-major.
 * @returns The rows, without texts.
 */
export function rowsOf(width: number, values: ArrayLike<number>): Rows {
  return { nRows: values.length / width, numbers: Float64Array.from(values), texts: null };
}
