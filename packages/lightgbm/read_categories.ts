import { ModelError } from "@mlops/model";
import type { ColumnCodes } from "@mlops/trees";
import type { ModelText } from "./model_text.ts";

/** A category as pandas had it. */
export type Category = string | number | boolean;

/** The columns of categories, each with pandas' categories, or `null` where values are codes. */
export interface Categories {
  /** Categories by column, in the order of their codes. */
  readonly values: ReadonlyMap<number, readonly Category[] | null>;
  /** How these columns become codes. */
  readonly columns: readonly ColumnCodes[];
}

/**
 * Reads which columns are categories, and what pandas called them: a list for each column of pandas'
 * category type, in the order of `[categorical_feature: 0,5]` in the parameters.
 *
 * @param text The file.
 * @param nFeatures Number of features.
 * @returns The columns.
 * @throws {ModelError} If lists and columns do not fit together.
 */
export function readCategories(text: ModelText, nFeatures: number): Categories {
  const line = text.parameters.get("categorical_feature") ?? "";
  const features = line === "" ? [] : line.split(",").map(Number);
  for (const feature of features) {
    if (Number.isInteger(feature) && feature >= 0 && feature < nFeatures) continue;
    throw new ModelError(
      "damaged",
      `categorical_feature must be features: is ${line.slice(0, 80)}`,
    );
  }
  const lists = parse(text.pandasCategorical);
  if (lists.length > 0 && lists.length !== features.length) {
    const found = `${lists.length} lists, ${features.length} columns in categorical_feature`;
    throw new ModelError("damaged", `pandas_categorical must have a list a column: ${found}`);
  }
  const values = new Map(features.map((feature, i) => [feature, lists[i] ?? null] as const));
  const columns = [...values].map(([feature, list]) => ({
    feature,
    codes: list === null ? null : new Map(list.map((value, code) => [toKey(value), code] as const)),
    unknown: "missing" as const,
  }));
  return { values, columns };
}

/** Booleans are numbers in rows. */
function toKey(value: Category): string | number {
  return typeof value === "boolean" ? Number(value) : value;
}

function parse(json: string | null): readonly (readonly Category[])[] {
  if (json === null) return [];
  try {
    const lists: unknown = JSON.parse(json);
    if (lists === null) return [];
    if (Array.isArray(lists) && lists.every(isList)) return lists;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new ModelError("damaged", "pandas_categorical must be lists of texts or numbers in JSON");
}

function isList(list: unknown): list is readonly Category[] {
  return Array.isArray(list) &&
    list.every((value) => ["string", "number", "boolean"].includes(typeof value));
}
