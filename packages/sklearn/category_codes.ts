import { ValueError } from "@mlops/model";
import { NumpyArray, type PythonValue } from "@mlops/pickle";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";

/** Most categories that a message lists. */
const MAX_LISTED = 20;

/** The categories of one column, in the order of their numbers. */
export class CategoryCodes {
  /** Texts and numbers; a missing value that is a category is left out. */
  readonly values: readonly (string | number)[];
  /** Number of the category "missing", or -1. */
  readonly missing: number;
  /** Whether the missing category is None, and not NaN. */
  readonly isNone: boolean;
  /** Number of all categories. */
  readonly length: number;
  readonly #codes: ReadonlyMap<string | number, number>;
  readonly #hasBooleans: boolean;

  /**
   * Reads the categories of a column.
   *
   * @param estimator The encoder, for messages.
   * @param categories An array of one axis.
   * @param name Where it was found.
   */
  constructor(estimator: Estimator, categories: PythonValue | undefined, name: string) {
    const items = estimator.itemsOf(categories, name);
    const codes = new Map<string | number, number>();
    let missing = -1;
    for (const [index, item] of items.entries()) {
      if (item === null || Number.isNaN(item)) missing = index;
      else if (typeof item === "string" || typeof item === "number") codes.set(item, index);
      else if (typeof item === "boolean") codes.set(Number(item), index);
      else throw estimator.unfit(name, "texts, numbers or booleans", item);
    }
    this.#codes = codes;
    this.#hasBooleans = items.length > 0 &&
      items.every((item) => typeof item === "boolean" || item === null);
    this.values = [...codes.keys()];
    this.missing = missing;
    this.isNone = missing >= 0 && items[missing] === null;
    this.length = items.length;
  }

  /**
   * Reads the categories of all columns of an encoder.
   *
   * @param estimator A OneHotEncoder or OrdinalEncoder.
   * @returns The categories of each column.
   */
  static ofAll(estimator: Estimator): CategoryCodes[] {
    const { nFeatures } = estimator;
    const columns = estimator.list("categories_");
    if (columns.length !== nFeatures) {
      throw estimator.fault(`must have ${nFeatures} lists as categories_: has ${columns.length}`);
    }
    return columns.map((column, index) =>
      new CategoryCodes(estimator, column, `categories_[${index}]`)
    );
  }

  /**
   * Finds the number of a value.
   *
   * @param text The value, if it is a text.
   * @param number Else the value; NaN is missing.
   * @returns Its number, or -1 if it is unknown.
   */
  codeOf(text: string | null, number: number): number {
    if (text === null && Number.isNaN(number)) return this.missing;
    return this.#codes.get(text ?? number) ?? -1;
  }

  /**
   * Makes the error of a value that must be known and is not.
   *
   * @param row Its row.
   * @param column Its column.
   * @param value The value; NaN is missing.
   */
  unknown(row: number, column: number, value: string | number): ValueError {
    if (Number.isNaN(value)) return new ValueError(row, column, "must not be missing");
    const listed = this.values.slice(0, MAX_LISTED).map((it) => JSON.stringify(it)).join(", ");
    const rest = this.values.length > MAX_LISTED ? `, … (${this.values.length} in all)` : "";
    const message = `must be one of ${listed}${rest}: is ${JSON.stringify(value)}`;
    return new ValueError(row, column, message);
  }

  /**
   * Tells what a column of these categories takes.
   *
   * @param limits Whether unknown values are a fault, and whether missing ones may come.
   */
  traits(limits: { mustBeKnown: boolean; isNullable: boolean }): ColumnTraits {
    const { values } = this;
    const isText = values.some((value) => typeof value === "string");
    const isWhole = values.every(Number.isSafeInteger) && values.length > 0;
    const type = isText ? "bytes" : this.#hasBooleans ? "bool" : isWhole ? "int64" : "fp64";
    return {
      ...NUMBER,
      type,
      categories: type === "bool" ? null : values.toSorted(ascending),
      mustBeKnown: limits.mustBeKnown && type !== "bool",
      isNullable: limits.isNullable,
    };
  }
}

/** Numbers by size, texts by code points as in Python. */
function ascending(one: string | number, other: string | number): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** How an encoder joins categories that were rare in training; all `null` if it does not. */
export interface Infrequent {
  /** Number of the joint category of a column before the mapping; -1 if the column has none. */
  readonly first: number;
  /** Number after joining, by the number before; `null` if nothing changes. */
  readonly mapping: Int32Array | null;
}

/**
 * Reads which categories of each column are joined.
 *
 * @param estimator A OneHotEncoder or OrdinalEncoder.
 * @param codes Its columns.
 * @returns What becomes of each column's numbers.
 */
export function readInfrequent(
  estimator: Estimator,
  codes: readonly CategoryCodes[],
): Infrequent[] {
  const isEnabled = estimator.optional("_infrequent_enabled") === true;
  const indices = isEnabled ? estimator.list("_infrequent_indices") : [];
  const mappings = isEnabled ? estimator.list("_default_to_infrequent_mappings") : [];
  return codes.map(({ length }, column) => {
    const own = indices[column] ?? null;
    const mapping = mappings[column] ?? null;
    const first = own === null
      ? undefined
      : estimator.indicesOf(own, `_infrequent_indices[${column}]`, length)[0];
    if (mapping === null) return { first: first ?? -1, mapping: null };
    const name = `_default_to_infrequent_mappings[${column}]`;
    if (!(mapping instanceof NumpyArray)) throw estimator.unfit(name, "an array", mapping);
    const numbers = Int32Array.from(estimator.indicesOf(mapping, name, length));
    if (first === undefined || first >= numbers.length) {
      throw estimator.fault(`must have a joint category in ${name}`);
    }
    return { first, mapping: numbers };
  });
}
