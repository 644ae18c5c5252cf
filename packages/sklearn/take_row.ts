import type { Rows } from "@mlops/model";

/**
 * Takes one of several rows.
 *
 * @param rows The rows.
 * @param row Which.
 * @returns That row alone.
 */
export function takeRow({ numbers, texts, nRows }: Rows, row: number): Rows {
  const nColumns = numbers.length / nRows;
  const [start, end] = [row * nColumns, (row + 1) * nColumns];
  return {
    nRows: 1,
    numbers: numbers.subarray(start, end),
    texts: texts?.slice(start, end) ?? null,
  };
}
