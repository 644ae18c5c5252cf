import { type Rows, ValueError } from "@mlops/model";

/**
 * Takes one of several rows.
 *
 * @param rows The rows.
 * @param row Which.
 * @returns That row alone.
 */
export function takeRow(rows: Rows, row: number): Rows {
  return takeRows(rows, row, row + 1);
}

/**
 * Gives rows to an estimator block by block, so that what it makes of them on the way stays small.
 *
 * @param rows The rows.
 * @param nPerBlock Most rows of a block, at least 1.
 * @param run The estimator.
 * @returns What it gave for each block.
 * @throws {ValueError} By the row among all of them.
 */
export function inBlocks<T>(rows: Rows, nPerBlock: number, run: (block: Rows) => T): T[] {
  if (rows.nRows <= nPerBlock) return [run(rows)];
  const given: T[] = [];
  for (let begin = 0; begin < rows.nRows; begin += nPerBlock) {
    const block = takeRows(rows, begin, Math.min(rows.nRows, begin + nPerBlock));
    try {
      given.push(run(block));
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw new ValueError(begin + error.row, error.feature, error.message);
    }
  }
  return given;
}

function takeRows({ numbers, texts, nRows }: Rows, begin: number, end: number): Rows {
  const nColumns = numbers.length / nRows;
  const [first, last] = [begin * nColumns, end * nColumns];
  return {
    nRows: end - begin,
    numbers: numbers.subarray(first, last),
    texts: texts?.slice(first, last) ?? null,
  };
}
