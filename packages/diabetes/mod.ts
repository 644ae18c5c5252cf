/**
 * The reference task: does a patient have diabetes? Its features with their French labels, units
 * and slider ranges, the names of the risk levels, and the reader of its tables.
 *
 * Pure: text in, typed arrays out. Fetching a table belongs to the trainer, scoring to
 * `@mlops/forest`. The data set itself is `@mlops/diabetes/data`.
 *
 * @example
 * ```ts
 * import { FEATURES, riskLevel } from "@mlops/diabetes";
 * import { deepEqual, equal } from "node:assert/strict";
 *
 * deepEqual(FEATURES.map((feature) => feature.default), [3, 120, 70, 20, 79, 32, 0.5, 33]);
 * equal(riskLevel(0.77), "Élevé");
 * ```
 *
 * @module
 */

export { type Feature, FEATURES, TARGET } from "./features.ts";
export { parseTable, type Table } from "./parse_table.ts";
export { CHAMPION, EXPERIMENT_NAME, MODEL_NAME, RUN_NAME } from "./registry_names.ts";
export { RISK_LEVELS, RISK_LIMITS, type RiskLevel, riskLevel } from "./risk_level.ts";
export { SAMPLE_PATIENT } from "./sample_patient.ts";
