/**
 * Pickles of estimators with any attributes, fitting or not. For tests only.
 *
 * @module
 */

/** What an attribute is: a list, a number, a text, or made by one of the functions here. */
export type Attribute =
  | number
  | string
  | boolean
  | null
  | readonly Attribute[]
  | { readonly tuple: readonly Attribute[] }
  | { readonly shape: readonly number[]; readonly numbers: readonly number[] }
  | { readonly global: string }
  | PickledObject;

/** An object of a class with attributes. */
export interface PickledObject {
  /** Its class with the module. */
  readonly className: string;
  /** Its attributes. */
  readonly state: { readonly [name: string]: Attribute };
}

/**
 * Describes an estimator that scikit-learn 1.9.1 might have written.
 *
 * @param className Its class with the module.
 * @param state Its attributes.
 */
export function estimator(className: string, state: PickledObject["state"]): PickledObject {
  return { className, state: { "_sklearn_version": "1.9.1", ...state } };
}

/**
 * Describes a pipeline.
 *
 * @param steps Its steps.
 */
export function pipeline(...steps: PickledObject[]): PickledObject {
  return estimator("sklearn.pipeline.Pipeline", {
    steps: steps.map((step, index) => ({ tuple: [`step${index}`, step] })),
  });
}

/**
 * Describes a regression that adds up its columns.
 *
 * @param nColumns Their number.
 */
export function sumOf(nColumns: number): PickledObject {
  return estimator("sklearn.linear_model._ridge.Ridge", {
    "n_features_in_": nColumns,
    "coef_": vector(...new Array<number>(nColumns).fill(1)),
    "intercept_": 0,
  });
}

/**
 * Describes an array of float64 with one axis.
 *
 * @param numbers Its numbers.
 */
export function vector(...numbers: number[]): Attribute {
  return { shape: [numbers.length], numbers };
}

/**
 * Writes an object as a pickle of protocol 3.
 *
 * @param object The object.
 * @returns The file.
 */
export function pickled(object: PickledObject): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([0x80, 3, ...write(object), 0x2e]);
}

function write(value: Attribute): number[] {
  if (value === null) return ascii("N");
  if (typeof value === "boolean") return [value ? 0x88 : 0x89];
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return [...ascii("X"), ...int32(bytes.length), ...bytes];
  }
  if (typeof value === "number") {
    const isShort = Number.isInteger(value) && Math.abs(value) < 2 ** 31 && !Object.is(value, -0);
    return isShort ? [...ascii("J"), ...int32(value)] : [...ascii("G"), ...float64(value).reverse()];
  }
  if ("className" in value) return writeObject(value);
  if ("global" in value) return writeGlobal(value.global);
  if ("tuple" in value) return [...ascii("("), ...value.tuple.flatMap(write), ...ascii("t")];
  if ("numbers" in value) return writeArray(value.shape, value.numbers.flatMap(float64));
  return [...ascii("](")].concat(value.flatMap(write), ascii("e"));
}

function writeObject({ className, state }: PickledObject): number[] {
  const items = Object.entries(state).flatMap(([name, value]) => [...write(name), ...write(value)]);
  return [...writeGlobal(className), ...ascii(")"), 0x81, ...ascii("}("), ...items, ...ascii("ub")];
}

function writeGlobal(fullName: string): number[] {
  const at = fullName.lastIndexOf(".");
  return ascii(`c${fullName.slice(0, at)}\n${fullName.slice(at + 1)}\n`);
}

function writeArray(shape: readonly number[], bytes: number[]): number[] {
  const dtype = [
    ...writeGlobal("numpy.dtype"),
    ...write({ tuple: ["f8", false, true] }),
    ...ascii("R"),
    ...write({ tuple: [3, "<", null, null, null, -1, -1, 0] }),
    ...ascii("b"),
  ];
  return [
    ...writeGlobal("numpy.core.multiarray._reconstruct"),
    ...ascii("("),
    ...writeGlobal("numpy.ndarray"),
    ...write({ tuple: [0] }),
    ...ascii("C\u0001b"),
    ...ascii("tR("),
    ...write(1),
    ...write({ tuple: shape }),
    ...dtype,
    ...write(false),
    ...ascii("B"),
    ...int32(bytes.length),
    ...bytes,
    ...ascii("tb"),
  ];
}

function ascii(text: string): number[] {
  return Array.from(text, (char) => char.charCodeAt(0));
}

function int32(value: number): number[] {
  return [...new Uint8Array(Int32Array.of(value).buffer)];
}

function float64(value: number): number[] {
  return [...new Uint8Array(Float64Array.of(value).buffer)];
}
