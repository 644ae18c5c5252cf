/**
 * The table of the reference task: its text and its reader. A module of its own so that a program that
 * trains nothing carries none of it.
 *
 * @example
 * ```ts
 * import { parseTable, REFERENCE_TABLE } from "@mlops/tasks/reference";
 * import { equal } from "node:assert/strict";
 *
 * equal(parseTable(REFERENCE_TABLE.text).nRows, 768);
 * ```
 *
 * @module
 */
import { DIABETES_CSV } from "./diabetes/diabetes_csv.ts";

export { parseTable, type Table } from "./diabetes/parse_table.ts";

/** The data set that is trained on where nobody names another. */
export const REFERENCE_TABLE: {
  /** Its path in the repository. */
  readonly path: string;
  /** Its content, a CSV. */
  readonly text: string;
} = { path: "tasks/diabetes/data/diabetes.csv", text: DIABETES_CSV };
