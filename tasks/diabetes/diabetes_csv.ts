/**
 * The text of the reference data set, part of the program like its code: no file is read and no
 * permission needed, and a bundle carries it. A module of its own so that a service that only needs
 * the features does not carry 23 kB of rows.
 *
 * @example
 * ```ts
 * import { DIABETES_CSV } from "@mlops/tasks/diabetes/data";
 * import { parseTable } from "@mlops/tasks/diabetes";
 * import { equal } from "node:assert/strict";
 *
 * equal(parseTable(DIABETES_CSV).nRows, 768);
 * ```
 *
 * @module
 */

import text from "./data/diabetes.csv" with { type: "text" };

/** The 768 rows of the Pima Indians study as CSV, byte for byte `data/diabetes.csv`. */
export const DIABETES_CSV: string = text;
