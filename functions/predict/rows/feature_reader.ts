import type { FeatureType, ModelFeature } from "@mlops/model";
import { isoDays } from "@mlops/tables/iso-date";
import { MISSING_WORDS, SOFT_MISSING_WORDS } from "@mlops/tables/missing-values";
import { shownValue } from "./shown_value.ts";

/** Largest number that a 32-bit float holds (IEEE 754). */
export const FLOAT32_MAX = 3.4028234663852886e38;

/** Rows that are being filled: numbers and texts as `Rows` of `@mlops/model` holds them. */
export interface RowBuffer {
  /** Row-major `[nRows, nFeatures]`. */
  readonly numbers: Float64Array;
  /** Row-major `[nRows, nFeatures]`; `null` for a model without columns of text. */
  readonly texts: (string | null)[] | null;
}

/** The numbers that a type holds. */
export interface NumberRange {
  /** The least. */
  readonly min: number;
  /** The greatest. */
  readonly max: number;
  /** Whether they are whole. */
  readonly isInteger: boolean;
  /** What is asked for, after "must be". */
  readonly demand: string;
}

const integers = (min: number, max: number) => ({
  min,
  max,
  isInteger: true,
  demand: `an integer from ${min} to ${max}`,
});

/** JSON has integers only as doubles, which hold all of them up to 2^53. */
const SAFE = Number.MAX_SAFE_INTEGER;

const RANGES: Readonly<Record<Exclude<FeatureType, "bytes">, NumberRange>> = {
  fp64: {
    min: -Number.MAX_VALUE,
    max: Number.MAX_VALUE,
    isInteger: false,
    demand: "a finite number",
  },
  fp32: {
    min: -FLOAT32_MAX,
    max: FLOAT32_MAX,
    isInteger: false,
    demand: "a finite 32-bit number",
  },
  int64: { ...integers(-SAFE, SAFE), demand: "an integer within ±(2^53 - 1)" },
  int32: integers(-(2 ** 31), 2 ** 31 - 1),
  int16: integers(-(2 ** 15), 2 ** 15 - 1),
  int8: integers(-128, 127),
  uint8: integers(0, 255),
  bool: { ...integers(0, 1), demand: "true or false" },
};

/**
 * Tells which numbers a type holds.
 *
 * @returns The range.
 */
export function rangeOf(type: Exclude<FeatureType, "bytes">): NumberRange {
  return RANGES[type];
}

const MISSING_AMONG_NUMBERS = new Set([...MISSING_WORDS, ...SOFT_MISSING_WORDS]);

/** Decimal numbers only: `Number` would take "", " ", "0x10" and "Infinity" too. */
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

const INFINITE = /^\s*([+-]?)inf(?:inity)?\s*$/i;

/** Categories that a message names. */
const MAX_NAMED = 10;

/**
 * Reads the values of one feature, each as its type holds it. Nothing is rounded: a value that does not
 * fit is refused.
 */
export class FeatureReader {
  /** The feature. */
  readonly feature: ModelFeature;
  /** Least number that is taken without a second thought; beyond `max` where none is. */
  readonly min: number;
  /** Greatest such number. */
  readonly max: number;
  /** Whether a number must be whole. */
  readonly isInteger: boolean;
  /** What a value must be, as the second half of a sentence. */
  readonly demand: string;
  readonly #range: NumberRange | null;
  readonly #known: ReadonlySet<string | number> | null;
  readonly #missingWords: ReadonlySet<string>;

  /**
   * Makes a reader.
   */
  constructor(feature: ModelFeature) {
    const { type, categories, mustBeKnown, missingWords } = feature;
    this.feature = feature;
    this.#missingWords = missingWords !== undefined
      ? new Set(["", ...missingWords])
      : type === "bytes"
      ? MISSING_WORDS
      : MISSING_AMONG_NUMBERS;
    this.#range = type === "bytes" ? null : RANGES[type];
    this.#known = mustBeKnown && categories !== null ? new Set(categories) : null;
    const isPlain = this.#range !== null && this.#known === null;
    this.min = isPlain ? this.#range.min : Infinity;
    this.max = isPlain ? this.#range.max : -Infinity;
    this.isInteger = this.#range?.isInteger ?? false;
    this.demand = `must be ${demandOf(feature, this.#range)}`;
  }

  /**
   * Reads a JSON value.
   *
   * @param value What `JSON.parse` made of it; `null` and `undefined` are missing values, and so is NaN.
   * @param into Takes it.
   * @param at Where in `into`.
   * @returns `false` if it is no value of this feature.
   */
  read(value: unknown, into: RowBuffer, at: number): boolean {
    if (typeof value === "number" && !Number.isNaN(value)) return this.#number(value, into, at);
    if (this.feature.isUnused === true && typeof value !== "object") {
      return this.#pass(value, into, at);
    }
    if (typeof value === "string") {
      return this.feature.isDate === true
        ? this.#day(value, into, at)
        : this.#text(value, into, at);
    }
    if (typeof value === "boolean") {
      return this.feature.type === "bool" && this.#number(Number(value), into, at);
    }
    if (value === null || value === undefined || Number.isNaN(value)) {
      return this.#missing(into, at);
    }
    return false;
  }

  /**
   * Says why a value was refused.
   *
   * @param value What {@linkcode FeatureReader.read} returned `false` for.
   * @returns The sentence, which names the feature, what it must be and what was sent.
   */
  refusalOf(value: unknown): string {
    const { name } = this.feature;
    return value === undefined
      ? `${name} is missing`
      : `${name} ${this.demand}: is ${shownValue(value)}`;
  }

  /**
   * Reads a cell of a table.
   *
   * @param cell Its text.
   * @param into Takes it.
   * @param at Where in `into`.
   * @returns `false` if it is no value of this feature.
   */
  readCell(cell: string, into: RowBuffer, at: number): boolean {
    const { type, categories, isUnused } = this.feature;
    if (isUnused === true) return this.#pass(cell, into, at);
    if (type === "bytes") {
      const isMissing = this.#missingWords.has(cell) && !(categories?.includes(cell) ?? false);
      return isMissing ? this.#missing(into, at) : this.#text(cell, into, at);
    }
    if (DECIMAL.test(cell)) return this.#number(Number(cell), into, at);
    const word = cell.trim();
    if (type === "bool" && /^(?:true|false)$/i.test(word)) {
      return this.#number(Number(word.toLowerCase() === "true"), into, at);
    }
    if (this.#missingWords.has(word)) return this.#missing(into, at);
    if (this.feature.isDate === true) return this.#day(word, into, at);
    const infinite = INFINITE.exec(cell);
    return infinite !== null && this.#number(infinite[1] === "-" ? -Infinity : Infinity, into, at);
  }

  /** Days beyond what float32 tells apart are rounded by the model, as in its training. */
  #day(text: string, into: RowBuffer, at: number): boolean {
    const days = isoDays(text);
    return !Number.isNaN(days) && this.#number(days, into, at);
  }

  #number(value: number, { numbers }: RowBuffer, at: number): boolean {
    const range = this.#range;
    if (range === null) return false;
    const isWithin = value >= range.min && value <= range.max ||
      this.feature.mayBeInfinite && !Number.isFinite(value);
    if (!isWithin || range.isInteger && !Number.isInteger(value)) return false;
    if (this.#known !== null && !this.#known.has(value)) return false;
    numbers[at] = value;
    return true;
  }

  #text(value: string, { numbers, texts }: RowBuffer, at: number): boolean {
    if (this.#range !== null || texts === null) return false;
    if (this.#known !== null && !this.#known.has(value)) return false;
    texts[at] = value;
    numbers[at] = NaN;
    return true;
  }

  /** Takes what the model never looks at: a text in a column of texts as it is, all else as missing. */
  #pass(value: unknown, into: RowBuffer, at: number): boolean {
    const isText = typeof value === "string" && this.#range === null && value !== "";
    return isText ? this.#text(value, into, at) : this.#missing(into, at);
  }

  #missing({ numbers, texts }: RowBuffer, at: number): boolean {
    if (!this.feature.isNullable) return false;
    numbers[at] = NaN;
    if (texts !== null) texts[at] = null;
    return true;
  }
}

function demandOf(feature: ModelFeature, range: NumberRange | null): string {
  const { categories, mustBeKnown, isNullable, mayBeInfinite } = feature;
  let demand = feature.isDate === true
    ? "an ISO date such as 2024-12-31, or days since 1970-01-01"
    : range?.demand ?? "a text";
  if (mustBeKnown && categories !== null) {
    const named = categories.slice(0, MAX_NAMED).map((category) => JSON.stringify(category));
    const rest = categories.length - named.length;
    demand = `one of ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  } else if (mayBeInfinite) demand = demand.replace("finite ", "");
  return isNullable ? `${demand}, or missing (null)` : demand;
}
