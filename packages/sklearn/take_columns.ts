import type { Rows } from "@mlops/model";

/**
 * Takes some columns of rows.
 *
 * @param rows The rows.
 * @param columns Which columns, in which order.
 * @returns New rows of these columns.
 */
export function takeColumns({ nRows, numbers, texts }: Rows, columns: readonly number[]): Rows {
  const nBefore = numbers.length / nRows;
  const nAfter = columns.length;
  const taken = new Float64Array(nRows * nAfter);
  const takenTexts = texts === null ? null : new Array<string | null>(nRows * nAfter).fill(null);
  for (let row = 0; row < nRows; row++) {
    for (let index = 0; index < nAfter; index++) {
      const from = row * nBefore + columns[index]!;
      taken[row * nAfter + index] = numbers[from]!;
      if (takenTexts !== null) takenTexts[row * nAfter + index] = texts![from]!;
    }
  }
  return { nRows, numbers: taken, texts: takenTexts };
}
