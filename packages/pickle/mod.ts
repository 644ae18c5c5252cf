/**
 * Reads Python's pickles (protocols 2 to 5) and skops files into one graph of inert values. Nothing in
 * a file is ever executed; a class is a name, its instance a record. It knows Python's and NumPy's
 * data, and no estimator: those are `@mlops/sklearn`'s.
 *
 * @example A dictionary, as Python writes it
 * ```ts
 * import { PythonDict, readPickle } from "@mlops/pickle";
 * import { equal } from "node:assert/strict";
 *
 * // pickle.dumps({"a": 0.5}, protocol=2)
 * const bytes = Uint8Array.from([
 *   ...[0x80, 2, 0x7d, 0x71, 0, 0x58, 1, 0, 0, 0, 0x61, 0x71, 1],
 *   ...[0x47, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0, 0x73, 0x2e],
 * ]);
 * const value = readPickle(bytes, new Set());
 * equal(value instanceof PythonDict && value.get("a"), 0.5);
 * ```
 *
 * @module
 */

export type { DecodeBudget } from "./decode_budget.ts";
export { type ArrayContent, NumpyArray } from "./numpy_array.ts";
export { type DtypeField, type DtypeKind, NumpyDtype } from "./numpy_dtype.ts";
export { PickleError } from "./pickle_error.ts";
export {
  describeValue,
  PythonDict,
  PythonGlobal,
  type PythonKey,
  PythonObject,
  PythonSet,
  PythonTuple,
  type PythonValue,
} from "./python_value.ts";
export type { AllowedGlobals } from "./read_global.ts";
export { readPickle } from "./read_pickle.ts";
export { readSkops } from "./read_skops.ts";
