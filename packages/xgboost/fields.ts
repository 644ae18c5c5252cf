import { ModelError } from "@mlops/model";
import type { JsonValue, NumberArray } from "./ubjson.ts";

/** Named values of an object in a model file, each asked for with the kind that it must be of. */
export class Fields {
  readonly #values: { readonly [name: string]: JsonValue };
  readonly #place: string;

  /**
   * Wraps an object.
   *
   * @param value The object.
   * @param place Where it is, for messages: "learner", "tree 3".
   * @throws {ModelError} If it is none.
   */
  constructor(value: JsonValue | undefined, place: string) {
    this.#values = isObject(value) ? value : refuse(place, "must be an object", value);
    this.#place = place;
  }

  /**
   * Asks whether a value is there.
   *
   * @param name Its name.
   */
  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  /** Names of the values. */
  get names(): readonly string[] {
    return Object.keys(this.#values);
  }

  /**
   * Takes an object.
   *
   * @param name Its name.
   */
  object(name: string): Fields {
    return new Fields(this.#get(name), name);
  }

  /**
   * Takes a list.
   *
   * @param name Its name.
   */
  list(name: string): readonly JsonValue[] {
    const value = this.#get(name);
    if (Array.isArray(value)) return value;
    return ArrayBuffer.isView(value) ? [...value] : this.#refuse(name, "a list", value);
  }

  /**
   * Takes a list of texts.
   *
   * @param name Its name.
   */
  texts(name: string): readonly string[] {
    return this.list(name).map((item) =>
      typeof item === "string" ? item : this.#refuse(name, "a list of texts", item)
    );
  }

  /**
   * Takes a text.
   *
   * @param name Its name.
   */
  text(name: string): string {
    const value = this.#get(name);
    return typeof value === "string" ? value : this.#refuse(name, "a text", value);
  }

  /**
   * Takes an integer, which XGBoost writes as text: `"3"`.
   *
   * @param name Its name.
   */
  integer(name: string): number {
    const value = this.#get(name);
    const number = typeof value === "string" && value !== "" ? Number(value) : value;
    if (typeof number === "number" && Number.isSafeInteger(number)) return number;
    return this.#refuse(name, "an integer", value);
  }

  /**
   * Takes a list of float32 numbers.
   *
   * @param name Its name.
   * @returns The numbers; NaN where the file has none.
   */
  floats(name: string): Float32Array {
    const value = this.#get(name);
    return value instanceof Float32Array ? value : Float32Array.from(this.#numbers(name, value));
  }

  /**
   * Takes a list of integers that fit 32 bits; `true` and `false` are 1 and 0.
   *
   * @param name Its name.
   */
  integers(name: string): Int32Array {
    const value = this.#get(name);
    if (value instanceof Int32Array) return value;
    const numbers = this.#numbers(name, value);
    for (const number of numbers) {
      if ((number | 0) !== number) this.#refuse(name, "a list of 32 bit integers", number);
    }
    return Int32Array.from(numbers);
  }

  #numbers(name: string, value: JsonValue | undefined): NumberArray | number[] {
    if (ArrayBuffer.isView(value)) return value as NumberArray;
    if (!Array.isArray(value)) return this.#refuse(name, "a list of numbers", value);
    return value.map((item: JsonValue) => {
      if (item === null) return NaN;
      return typeof item === "number" || typeof item === "boolean"
        ? Number(item)
        : this.#refuse(name, "a list of numbers", item);
    });
  }

  #get(name: string): JsonValue | undefined {
    return this.has(name) ? this.#values[name] : undefined;
  }

  #refuse(name: string, kind: string, value: JsonValue | undefined): never {
    return refuse(`${this.#place}: ${name}`, `must be ${kind}`, value);
  }
}

function isObject(
  value: JsonValue | undefined,
): value is { readonly [name: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !ArrayBuffer.isView(value);
}

function refuse(place: string, what: string, value: JsonValue | undefined): never {
  throw new ModelError("damaged", `${place} ${what}: is ${describe(value)}`);
}

function describe(value: JsonValue | undefined): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : `${value}`;
}
