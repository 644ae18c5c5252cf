import type { Rows } from "@mlops/model";
import { PythonDict, PythonGlobal, PythonObject, PythonTuple } from "@mlops/pickle";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import type { Transformer } from "./transformer.ts";

/** NumPy's functions of one number. */
const FUNCTIONS: ReadonlyMap<string, (x: number) => number> = new Map([
  ["log1p", Math.log1p],
  ["expm1", Math.expm1],
  ["log", Math.log],
  ["exp", Math.exp],
  ["sqrt", Math.sqrt],
  ["abs", Math.abs],
  ["absolute", Math.abs],
  ["square", (x: number) => x * x],
  ["log10", Math.log10],
  ["log2", Math.log2],
]);

/** Modules that NumPy's functions lie in: version 2 and version 1. */
const MODULES = ["numpy", "numpy._core._multiarray_umath"];

/** Names of functions that a FunctionTransformer may have, with `functools.partial` and its one use. */
export const FUNCTION_NAMES: readonly string[] = [
  ...MODULES.flatMap((module) => [...FUNCTIONS.keys()].map((name) => `${module}.${name}`)),
  "functools.partial",
  "sklearn.utils.validation.check_array",
];

/**
 * Reads a function over every number: none, one of NumPy's, or scikit-learn's own check.
 *
 * @param estimator A FunctionTransformer.
 * @param nInputs Number of columns, if that is known.
 * @returns What transforms as it does.
 * @throws {ModelError} If the function is the trainer's own.
 */
export function readFunctionTransformer(
  estimator: Estimator,
  nInputs: number | null,
): Transformer {
  const keywords = estimator.optional("kw_args");
  if (keywords !== null && !(keywords instanceof PythonDict && keywords.size === 0)) {
    throw estimator.fault("gives its function arguments, which is not supported", "unsupported");
  }
  return new EachNumber(nInputs ?? estimator.nFeatures, readFunction(estimator));
}

/**
 * Finds one of NumPy's functions of one number.
 *
 * @param global Its name in the file.
 * @returns The function; `undefined` if it is none of these.
 */
export function readNumpyFunction({ fullName }: PythonGlobal): ((x: number) => number) | undefined {
  const [name = ""] = fullName.split(".").slice(-1);
  return MODULES.some((module) => fullName === `${module}.${name}`)
    ? FUNCTIONS.get(name)
    : undefined;
}

function readFunction(estimator: Estimator): ((x: number) => number) | null {
  const func = estimator.optional("func");
  if (func === null) return null;
  if (func instanceof PythonGlobal) {
    const call = readNumpyFunction(func);
    if (call !== undefined) return call;
  }
  if (func instanceof PythonObject && func.className === "functools.partial") {
    const [checked] = func.state instanceof PythonTuple ? func.state.items : [];
    const isCheck = checked instanceof PythonGlobal &&
      checked.fullName === "sklearn.utils.validation.check_array";
    // HistGradientBoosting has its columns of numbers checked so, which changes none of them.
    if (isCheck) return null;
  }
  throw estimator.fault(
    "is a FunctionTransformer with a function of your own: use one of NumPy's " +
      `(${[...FUNCTIONS.keys()].join(", ")}), or log the model as ONNX`,
    "unsupported",
  );
}

class EachNumber implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly #call: ((x: number) => number) | null;

  constructor(nInputs: number, call: ((x: number) => number) | null) {
    this.nInputs = nInputs;
    this.sources = Array.from({ length: nInputs }, (_, index) => index);
    this.#call = call;
  }

  transform(rows: Rows): Rows {
    if (this.#call === null) return rows;
    const { nRows, numbers } = rows;
    return { nRows, numbers: numbers.map(this.#call), texts: null };
  }

  traits(after: readonly ColumnTraits[]): ColumnTraits[] {
    if (this.#call === null) return [...after];
    return after.map(({ isNullable, mayBeInfinite }) => ({ ...NUMBER, isNullable, mayBeInfinite }));
  }
}
