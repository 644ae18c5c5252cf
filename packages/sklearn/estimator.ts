import { type Label, MAX_FEATURES, ModelError } from "@mlops/model";
import {
  describeValue,
  NumpyArray,
  PickleError,
  PythonDict,
  PythonObject,
  PythonTuple,
  type PythonValue,
} from "@mlops/pickle";
import type { Predictor } from "./predictor.ts";
import type { Transformer } from "./transformer.ts";

/** Array of NumPy, as it is found in a file. */
export type FileArray = NumpyArray<PythonValue>;

/** Reads the estimators within an estimator. */
export interface PartReader {
  /** Reads one that predicts. */
  predictor(value: PythonValue, path: string): Predictor;
  /** Reads one that transforms, of so many columns if that is known. */
  transformer(value: PythonValue, path: string, nInputs: number | null): Transformer;
  /**
   * Counts an object that is opened.
   *
   * @throws {ModelError} If there are more than the file has room for: one object at many places.
   */
  count(): void;
}

/** First and last version 1.x whose files are known; newer ones are read as the last. */
const OLDEST_MINOR = 3;
const NEWEST_MINOR = 9;

/** The last version whose files are known. */
export const NEWEST_VERSION = `1.${NEWEST_MINOR}`;

/**
 * Tells whether a version of scikit-learn came after the last whose files are known.
 *
 * @param version E.g. `1.9.1`.
 * @returns `true` if so.
 */
export function isNewer(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part));
  return major > 1 || (major === 1 && minor > NEWEST_MINOR);
}

/** The attributes of a fitted estimator, each of the type that its reader expects. */
export class Estimator {
  /** Its class without the module. */
  readonly name: string;
  /** Where it stands in the file, for messages: `Pipeline.steps[1]`. */
  readonly path: string;
  /** Reads the estimators within it. */
  readonly parts: PartReader;
  readonly #state: PythonDict;

  /**
   * Opens an object of the file.
   *
   * @param object The object.
   * @param path Where it stands.
   * @param parts Reads the estimators within it.
   * @throws {ModelError} If it has no attributes.
   */
  constructor(object: PythonObject, path: string, parts: PartReader) {
    this.name = object.className.slice(object.className.lastIndexOf(".") + 1);
    this.path = path;
    this.parts = parts;
    parts.count();
    if (!(object.state instanceof PythonDict)) {
      throw this.fault(`must have attributes: has ${describeValue(object.state)}`);
    }
    this.#state = object.state;
  }

  /** Minor version of the scikit-learn 1.x that wrote it; of a newer one, the last that is known. */
  get version(): number {
    const text = this.text("_sklearn_version");
    const [major, minor] = text.split(".").map((part) => Number.parseInt(part));
    if (major === undefined || minor === undefined || Number.isNaN(major + minor)) {
      throw this.fault(`must tell its version: has ${JSON.stringify(text.slice(0, 40))}`);
    }
    if (isNewer(text)) return NEWEST_MINOR;
    if (major === 1 && minor >= OLDEST_MINOR) return minor;
    throw new ModelError(
      "unsupported",
      `${this.path} was written by scikit-learn ${major}.${minor} (1.3 to 1.9 are supported): ` +
        "fit and log it with a newer one",
    );
  }

  /** Number of columns that it was fitted on. */
  get nFeatures(): number {
    const nFeatures = this.whole("n_features_in_");
    if (nFeatures <= MAX_FEATURES) return nFeatures;
    throw this.fault(`must have at most ${MAX_FEATURES} columns, its n_features_in_: ${nFeatures}`);
  }

  /** Class labels, ascending. */
  get classes(): Label[] {
    return this.labels("classes_");
  }

  /**
   * Wants classes that can be told apart.
   *
   * @param classes Its class labels, of its own or of what made numbers of them.
   * @throws {ModelError} If there are fewer than two.
   */
  requireSeveral(classes: readonly Label[]): void {
    if (classes.length < 2) throw this.fault(`must have two classes: has ${classes.length}`);
  }

  /**
   * Makes the error of something that is wrong with it.
   *
   * @param what What it must be or have, and is or has instead.
   * @param reason Whether it is damaged, unless given, or only not supported.
   * @returns The error to throw.
   */
  fault(what: string, reason: ModelError["reason"] = "damaged"): ModelError {
    // A place in a list does not tell the class.
    const name = this.path.endsWith("]") ? ` (${this.name})` : "";
    return new ModelError(reason, `${this.path}${name} ${what}`);
  }

  /** Whether it has an attribute. */
  has(name: string): boolean {
    return this.#state.get(name) !== undefined;
  }

  /** An attribute that must be there. */
  value(name: string): PythonValue {
    const value = this.#state.get(name);
    if (value === undefined) throw this.fault(`must have ${name}: is it fitted?`);
    return value;
  }

  /** An attribute, or `null` if it is not there. */
  optional(name: string): PythonValue {
    return this.#state.get(name) ?? null;
  }

  /** A text. */
  text(name: string): string {
    const value = this.value(name);
    if (typeof value === "string") return value;
    throw this.unfit(name, "a text", value);
  }

  /** A finite number. */
  number(name: string): number {
    const value = this.value(name);
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw this.unfit(name, "a finite number", value);
  }

  /** A whole number >= 0. */
  whole(name: string): number {
    const value = this.value(name);
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.unfit(name, "a whole number >= 0", value);
  }

  /** A boolean. */
  boolean(name: string): boolean {
    const value = this.value(name);
    if (typeof value === "boolean") return value;
    throw this.unfit(name, "a boolean", value);
  }

  /** Items of a list, a tuple or an array of objects with one axis. */
  list(name: string): readonly PythonValue[] {
    return this.itemsOf(this.value(name), name);
  }

  /** An object of a class other than an estimator. */
  object(name: string): PythonObject {
    const value = this.value(name);
    if (value instanceof PythonObject) return value;
    throw this.unfit(name, "an object", value);
  }

  /** An array of any shape. */
  array(name: string): FileArray {
    const value = this.value(name);
    if (value instanceof NumpyArray) return value;
    throw this.unfit(name, "an array", value);
  }

  /**
   * Finite doubles of a certain number; a single number counts as an array of one.
   *
   * @param name The attribute.
   * @param length How many there must be, any number unless given.
   * @param options Whether infinities and NaN may be among them.
   */
  numbers(name: string, length?: number, options: { mayBeNaN?: boolean } = {}): Float64Array {
    const value = this.value(name);
    const numbers = typeof value === "number"
      ? Float64Array.of(value)
      : this.decode(name, () => this.array(name).toFloat64Array());
    if (length !== undefined && numbers.length !== length) {
      throw this.unfit(name, `${length} numbers`, value);
    }
    const isFinite = options.mayBeNaN === true || numbers.every((it) => Number.isFinite(it));
    if (!isFinite) throw this.fault(`must have a finite ${name}: ${name} not finite`);
    return numbers;
  }

  /**
   * Finite doubles in rows.
   *
   * @param name The attribute.
   * @param nRows How many rows there must be.
   * @param nColumns How many numbers each must have.
   * @returns Row-major `[nRows, nColumns]`.
   */
  matrix(name: string, nRows: number, nColumns: number): Float64Array {
    const { shape } = this.array(name);
    if (shape.length === 2 && shape[0] === nRows && shape[1] === nColumns) {
      return this.numbers(name);
    }
    throw this.fault(
      `must have ${name} of shape [${nRows}, ${nColumns}]: is [${shape.join(", ")}]`,
    );
  }

  /** Labels of classes. */
  labels(name: string): Label[] {
    return this.itemsOf(this.value(name), name).map((value) => {
      if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
        return value;
      }
      throw this.unfit(name, "labels that are numbers, texts or booleans", value);
    });
  }

  /** Items of a list, tuple or array with one axis, wherever it was found. */
  itemsOf(value: PythonValue | undefined, name: string): readonly PythonValue[] {
    if (Array.isArray(value)) return value;
    if (value instanceof PythonTuple) return value.items;
    if (value instanceof NumpyArray && value.shape.length === 1) {
      return this.decode(name, () => value.toValues());
    }
    throw this.unfit(name, "a list", value);
  }

  /** Indices below a limit, of a list or array. */
  indicesOf(value: PythonValue | undefined, name: string, limit: number): number[] {
    return this.itemsOf(value, name).map((item) => {
      const isIndex = typeof item === "number" && Number.isInteger(item) && item >= 0;
      if (isIndex && item < limit) return item;
      throw this.unfit(name, `indices below ${limit}`, item);
    });
  }

  /** Another object's attributes, within this one. */
  open(value: PythonValue | undefined, name: string): Estimator {
    if (value instanceof PythonObject) {
      return new Estimator(value, `${this.path}.${name}`, this.parts);
    }
    throw this.unfit(name, "an object", value);
  }

  /** Runs a decoding of arrays; its error says which attribute it was. */
  decode<T>(name: string, decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof PickleError)) throw error;
      const what = error.message.replace(/^Cannot read \w+ as /, "");
      throw new ModelError("damaged", `${this.path} must have a sound ${name}: ${what}`, {
        cause: error,
      });
    }
  }

  /** The error of an attribute of another type. */
  unfit(name: string, what: string, value: PythonValue | undefined): ModelError {
    return this.fault(`must have ${name} as ${what}: is ${describeValue(value)}`);
  }
}
