/**
 * Reads models of XGBoost: UBJSON, JSON and the binary format of before 2.1. Pure: bytes in, a model out.
 * Whoever has a file of a registry, or the handle of a pickled wrapper, calls it.
 *
 * @module
 */

export { readXgboost, type XgboostOptions } from "./read_xgboost.ts";
