import type { NumpyArray } from "./numpy_array.ts";
import type { NumpyDtype } from "./numpy_dtype.ts";

/**
 * A value of a Python program, at rest: nothing in it runs. Numbers are Python's `float` and those
 * `int` that a double holds exactly, other `int` are `bigint`; `bytes` are views of the file; a Python
 * list is an array. Scalars of NumPy are what they hold. A value may be reached on many paths and may
 * hold itself, so never walk one blindly: ask for what you need, by name.
 */
export type PythonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PythonValue[]
  | PythonTuple
  | PythonDict
  | PythonSet
  | PythonGlobal
  | PythonObject
  | NumpyArray<PythonValue>
  | NumpyDtype;

/** What may be a key of a dictionary: values that are compared at a cost that does not grow. */
export type PythonKey = null | boolean | number | bigint | string;

/** A tuple. */
export class PythonTuple {
  /** Its items. */
  readonly items: readonly PythonValue[];
  /**
   * Makes a tuple.
   *
   * @param items Its items, kept as they are.
   */
  constructor(items: readonly PythonValue[]) {
    this.items = items;
  }
}

/** A `set` or `frozenset`: its items in the file's order, never compared with one another. */
export class PythonSet {
  /** Its items. */
  readonly items: PythonValue[];
  /**
   * Makes a set.
   *
   * @param items Its items, kept as they are.
   */
  constructor(items: PythonValue[]) {
    this.items = items;
  }
}

/**
 * A `dict`, `OrderedDict` or `defaultdict`. Keys like `__proto__` are ordinary ones. It costs little
 * until it has a key, as a file can hold one in a single byte.
 */
export class PythonDict implements Iterable<[PythonKey, PythonValue]> {
  #entries: Map<PythonKey, PythonValue> | null = null;

  /** Number of keys. */
  get size(): number {
    return this.#entries?.size ?? 0;
  }

  /**
   * Looks a key up.
   *
   * @param key The key.
   * @returns Its value, `undefined` if there is none.
   */
  get(key: PythonKey): PythonValue | undefined {
    return this.#entries?.get(key);
  }

  /**
   * Sets a key, as the last one if it is new.
   *
   * @param key The key.
   * @param value Its value.
   */
  set(key: PythonKey, value: PythonValue): void {
    this.#entries ??= new Map();
    this.#entries.set(key, value);
  }

  /** Goes through keys and values, in the file's order. */
  *[Symbol.iterator](): IterableIterator<[PythonKey, PythonValue]> {
    if (this.#entries !== null) yield* this.#entries;
  }
}

/** A class or function by its name alone; there is no way to call it. */
export class PythonGlobal {
  /** Module and name joined by a dot, in the newest spelling: `numpy._core.multiarray.scalar`. */
  readonly fullName: string;
  /**
   * Names a class or function.
   *
   * @param fullName Module and name.
   */
  constructor(fullName: string) {
    this.fullName = fullName;
  }
}

/** An instance of a class: what the file says of it, and no behaviour. */
export class PythonObject {
  /** Its class, as `module.name`. */
  readonly className: string;
  /** What its class was called with. */
  readonly args: PythonTuple;
  /** What it was filled with, mostly a `PythonDict` of its attributes; `undefined` if nothing. */
  state: PythonValue | undefined = undefined;
  #items: PythonDict | null = null;
  /**
   * Makes a record of an instance.
   *
   * @param className Its class, as `module.name`.
   * @param args What its class was called with.
   */
  constructor(className: string, args: PythonTuple) {
    this.className = className;
    this.args = args;
  }

  /** Keys and values, for a class that is a dictionary itself. */
  get items(): PythonDict {
    this.#items ??= new PythonDict();
    return this.#items;
  }
}

/** The tuple without items: one for all, as a file can hold it in a single byte. */
export const EMPTY_TUPLE: PythonTuple = new PythonTuple([]);

/**
 * Says what a value is, for a message; never walks into it.
 *
 * @param value Any value.
 * @returns A few words of bounded length.
 */
export function describeValue(value: PythonValue | undefined): string {
  if (value === undefined) return "missing";
  if (value === null) return "None";
  if (typeof value === "string") return value.length > 40 ? "a long text" : JSON.stringify(value);
  if (typeof value !== "object") return `${value}`.slice(0, 40);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof PythonTuple) return `a tuple of ${value.items.length}`;
  if (value instanceof PythonDict) return `a dict of ${value.size}`;
  if (value instanceof PythonSet) return `a set of ${value.items.length}`;
  if (value instanceof PythonGlobal) return value.fullName;
  if (value instanceof PythonObject) return `a ${value.className}`;
  return value.description;
}
