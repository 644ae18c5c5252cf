import type { CellReader } from "./cell_reader.ts";
import { MISSING_WORDS, SOFT_MISSING_WORDS } from "./missing_values.ts";

/** A column that a model takes. */
export interface RowFeature {
  /** Its name. */
  readonly name: string;
  /** What its cells hold. */
  readonly kind: "number" | "integer" | "boolean" | "category" | "text";
  /**
   * Words that it may hold, where they are known: they are read as themselves, even one such as "None".
   * Other words are read, too; whether the model takes them is its own affair.
   */
  readonly categories: readonly string[] | null;
  /** Whether a value may be missing. */
  readonly isNullable: boolean;
  /** Largest size of a number, for example that of float32. Default: any that is finite. */
  readonly maxSize?: number;
}

const DEMANDS = {
  number: "must be a number",
  integer: "must be a whole number",
  boolean: "must be true or false (1 or 0)",
  category: "must be a word",
  text: "must be a text",
} as const;

/**
 * Makes the reader of a feature's cells. Missing values have pandas' spellings; among numbers and
 * booleans also "?", "-" and the like.
 *
 * @param feature The feature.
 * @returns Its reader.
 */
export function featureCells(feature: RowFeature): CellReader {
  const { name, kind, categories, isNullable, maxSize = Number.MAX_VALUE } = feature;
  const isNumber = kind === "number" || kind === "integer";
  const isText = kind === "category" || kind === "text";
  const words = new Set(categories ?? []);
  const isMissing = (text: string) =>
    text === "" ||
    (!words.has(text) && (MISSING_WORDS.has(text) || (!isText && SOFT_MISSING_WORDS.has(text))));
  const limit = maxSize === Number.MAX_VALUE ? "" : ` within ±${maxSize.toPrecision(2)}`;
  return {
    name,
    isNumber,
    isText,
    demand: DEMANDS[kind] + (isNumber ? limit : ""),
    readNumber(value, { numbers }, at) {
      if (Math.abs(value) > maxSize || (kind === "integer" && !Number.isInteger(value))) {
        return false;
      }
      numbers[at] = value;
      return true;
    },
    readCell(text, { numbers, texts }, at) {
      if (isMissing(text)) return isNullable;
      if (kind === "boolean") {
        // pandas writes 1.0 and 0.0 where a column of 1 and 0 has missing values.
        const isTrue = /^(?:true|1(?:\.0*)?)$/i.test(text);
        if (!isTrue && !/^(?:false|0(?:\.0*)?)$/i.test(text)) return false;
        numbers[at] = isTrue ? 1 : 0;
        return true;
      }
      if (!isText || texts === null) return false;
      texts[at] = text;
      return true;
    },
  };
}
