/**
 * Reads models of CatBoost with numeric features: its binary format. Pure: bytes in, a model out.
 *
 * @module
 */

export { type CatboostOptions, readCatboost } from "./read_catboost.ts";
