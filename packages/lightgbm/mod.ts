/**
 * Reads models of LightGBM: its text format. Pure: text in, a model out. Whoever has a file of a registry,
 * or the text that a pickled wrapper keeps, calls it.
 *
 * @module
 */

export { type LightgbmOptions, readLightgbm } from "./read_lightgbm.ts";
