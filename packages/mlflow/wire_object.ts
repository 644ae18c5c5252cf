import { MlflowError } from "./mlflow_error.ts";

/**
 * A JSON object from outside, read field by field: what has another type than expected is an error
 * that names the field, never a `TypeError` later on. `null` counts as missing.
 */
export class WireObject {
  /** The fields as they are, unchecked. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #fail: (fault: string) => Error;

  /**
   * Checks that a value is an object.
   *
   * @param value Parsed JSON or YAML.
   * @param path What it is, for messages, e.g. `run.info`.
   * @param fail Makes the error of a fault; default {@link MlflowError} `INVALID_RESPONSE`.
   * @throws {MlflowError} Or what `fail` makes, if it is no object.
   */
  constructor(value: unknown, path: string, fail: (fault: string) => Error = invalidResponse) {
    this.#path = path;
    this.#fail = fail;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw fail(`"${path}" must be an object: is ${kindOf(value)}`);
    }
    this.fields = value as Record<string, unknown>;
  }

  /**
   * Tells whether a field is there.
   *
   * @param name Name of the field.
   * @returns `false` if it is missing or null.
   */
  has(name: string): boolean {
    return this.#value(name) !== null;
  }

  /**
   * Lists the fields.
   *
   * @returns Their names.
   */
  keys(): string[] {
    return Object.keys(this.fields);
  }

  /**
   * Reads a text.
   *
   * @param name Name of the field.
   * @returns Its value.
   */
  string(name: string): string {
    const value = this.#value(name);
    if (typeof value !== "string") throw this.#fault(name, "a string");
    return value;
  }

  /**
   * Reads a text that may be missing.
   *
   * @param name Name of the field.
   * @returns Its value, or `null`.
   */
  stringOrNull(name: string): string | null {
    return this.has(name) ? this.string(name) : null;
  }

  /**
   * Reads a number; protobuf's JSON writes int64 and non-finite numbers as strings.
   *
   * @param name Name of the field.
   * @returns Its value, perhaps NaN or infinite.
   */
  number(name: string): number {
    const value = this.#value(name);
    if (typeof value === "number") return value;
    if (typeof value === "string" && /^(NaN|-?Infinity|-?\d+(\.\d+)?(e[-+]?\d+)?)$/i.test(value)) {
      return Number(value);
    }
    throw this.#fault(name, "a number");
  }

  /**
   * Reads a number that may be missing.
   *
   * @param name Name of the field.
   * @returns Its value, or `null`.
   */
  numberOrNull(name: string): number | null {
    return this.has(name) ? this.number(name) : null;
  }

  /**
   * Reads a boolean.
   *
   * @param name Name of the field.
   * @returns Its value; `false` if it is missing, as protobuf leaves defaults out.
   */
  boolean(name: string): boolean {
    const value = this.#value(name) ?? false;
    if (typeof value !== "boolean") throw this.#fault(name, "a boolean");
    return value;
  }

  /**
   * Reads an object.
   *
   * @param name Name of the field.
   * @returns Its fields.
   */
  object(name: string): WireObject {
    return new WireObject(this.#value(name), `${this.#path}.${name}`, this.#fail);
  }

  /**
   * Reads a list of objects; protobuf's JSON leaves empty ones out.
   *
   * @param name Name of the field.
   * @param parse Reads one element.
   * @returns The elements, none if the field is missing.
   */
  list<T>(name: string, parse: (element: WireObject) => T): T[] {
    const path = `${this.#path}.${name}`;
    return this.#array(name).map((element, index) =>
      parse(new WireObject(element, `${path}[${index}]`, this.#fail))
    );
  }

  /**
   * Reads a list of texts.
   *
   * @param name Name of the field.
   * @returns The texts, none if the field is missing.
   */
  strings(name: string): string[] {
    const values = this.#array(name);
    if (!values.every((value) => typeof value === "string")) {
      throw this.#fault(name, "a list of strings");
    }
    return values;
  }

  /**
   * Reads a list of numbers.
   *
   * @param name Name of the field.
   * @returns The numbers, all finite; none if the field is missing.
   */
  numbers(name: string): number[] {
    const values = this.#array(name);
    if (!values.every((value): value is number => Number.isFinite(value))) {
      throw this.#fault(name, "a list of finite numbers");
    }
    return values;
  }

  /**
   * Reads a label: a number, a text or a boolean.
   *
   * @param name Name of the field.
   * @returns Its value.
   */
  label(name: string): number | string | boolean {
    const value = this.#value(name);
    if (isLabel(value)) return value;
    throw this.#fault(name, "a number, a string or a boolean");
  }

  /**
   * Reads a list of labels: numbers, texts or booleans, all of one kind.
   *
   * @param name Name of the field.
   * @returns The labels; none if the field is missing.
   */
  labels(name: string): (number | string | boolean)[] {
    const values = this.#array(name);
    const isOneKind = values.every((value) => isLabel(value) && typeof value === typeof values[0]);
    return isOneKind ? values as (number | string | boolean)[] : this.numbers(name);
  }

  /**
   * Reads a word.
   *
   * @param name Name of the field.
   * @param words What it may be.
   * @returns Which one it is.
   */
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word {
    const word = words.find((known) => known === this.#value(name));
    if (word === undefined) throw this.#fault(name, `one of ${words.join(", ")}`);
    return word;
  }

  #array(name: string): unknown[] {
    const value = this.#value(name) ?? [];
    if (!Array.isArray(value)) throw this.#fault(name, "a list");
    return value;
  }

  #value(name: string): unknown {
    return Object.hasOwn(this.fields, name) ? this.fields[name] ?? null : null;
  }

  #fault(name: string, expected: string): Error {
    const found = kindOf(this.#value(name));
    return this.#fail(`"${this.#path}.${name}" must be ${expected}: is ${found}`);
  }
}

function isLabel(value: unknown): value is number | string | boolean {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

function invalidResponse(fault: string): MlflowError {
  return new MlflowError(200, "INVALID_RESPONSE", fault);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "missing";
  return Array.isArray(value) ? "a list" : `of type ${typeof value}`;
}
