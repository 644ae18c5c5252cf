import type { Rows } from "@mlops/model";

/**
 * Takes some of the rows.
 *
 * @param begin The first to take.
 * @param end The one after the last.
 * @returns The rows; their numbers are a view of the given ones.
 */
export function sliceOf({ nRows, numbers, texts }: Rows, begin: number, end: number): Rows {
  const width = numbers.length / nRows;
  return {
    nRows: end - begin,
    numbers: numbers.subarray(begin * width, end * width),
    texts: texts === null ? null : texts.slice(begin * width, end * width),
  };
}
