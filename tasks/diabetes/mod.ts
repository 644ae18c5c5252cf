/**
 * The reference task: does a patient have diabetes? Its description with French labels, units, slider
 * ranges and risk levels, and the reader of its tables.
 *
 * Pure: text in, typed arrays out. Fetching a table belongs to the trainer, scoring to
 * `@mlops/forest`. The data set itself is `@mlops/tasks/diabetes/data`.
 *
 * @example
 * ```ts
 * import { DIABETES, riskLevel } from "@mlops/tasks/diabetes";
 * import { deepEqual, equal } from "node:assert/strict";
 *
 * deepEqual(DIABETES.columns.map((column) => column.default), [3, 120, 70, 20, 79, 32, 0.5, 33]);
 * equal(riskLevel(0.77), "Élevé");
 * ```
 *
 * @module
 */

export { FEATURES, TARGET } from "./features.ts";
export { parseTable, type Table } from "./parse_table.ts";
export { riskLevel } from "./risk_level.ts";
export { DIABETES, SAMPLE_PATIENT } from "./task.ts";
