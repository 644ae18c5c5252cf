import { MANY_ROWS_BYTES } from "../http/whole_body.ts";
import { Problem } from "../http/problem.ts";

/**
 * Most values of the rows of one request: as many as a body can hold where each takes a byte. Rows that
 * are told in less, as by leaving values out, would take more memory than whoever sends them.
 */
export const MAX_VALUES = MANY_ROWS_BYTES;

/** Most numbers of one answer; as JSON they take some 20 bytes each. */
const MAX_NUMBERS = MANY_ROWS_BYTES / 2;

/**
 * Refuses rows that would have more values than a request may, before there is room for them.
 *
 * @param nRows Number of rows.
 * @param width Values of a row.
 * @throws {Problem} 413 if they are too many.
 */
export function requireFewValues(nRows: number, width: number): void {
  if (nRows * width <= MAX_VALUES) return;
  throw new Problem(
    413,
    `The rows must have at most ${MAX_VALUES} values (rows x features): has ${nRows * width}; ` +
      "send them in several requests",
  );
}

/**
 * Refuses rows whose answer would have more numbers than one may, before they are scored.
 *
 * @param nRows Number of rows.
 * @param nOutputs Numbers of a row's answer.
 * @throws {Problem} 413 if they are too many.
 */
export function requireFewNumbers(nRows: number, nOutputs: number): void {
  if (nRows * nOutputs <= MAX_NUMBERS) return;
  throw new Problem(
    413,
    `The answer must have at most ${MAX_NUMBERS} numbers (rows x outputs): would have ${
      nRows * nOutputs
    }; send the rows in several requests`,
  );
}
