import type { FeatureType, ModelFeature } from "@mlops/model";
import type { Category } from "./read_categories.ts";

/**
 * Describes a column.
 *
 * @param name Its name.
 * @param categories pandas' categories; `null` for a column of codes, `undefined` for one of numbers.
 * @returns The column; LightGBM takes missing values and infinities everywhere, and an unknown category
 * is a missing one.
 */
export function describeFeature(
  name: string,
  categories: readonly Category[] | null | undefined,
): ModelFeature {
  const limits = { mustBeKnown: false, isNullable: true };
  if (categories === undefined) {
    return { name, type: "fp64", categories: null, ...limits, mayBeInfinite: true };
  }
  if (categories === null) {
    return { name, type: "fp64", categories: null, ...limits, mayBeInfinite: true };
  }
  const type = typeOf(categories);
  const values = categories.flatMap((value) => typeof value === "boolean" ? [] : [value]);
  // Unicode code points, as Python sorts, or numbers.
  const ascending = type === "bool" ? null : values.sort((a, b) => a < b ? -1 : 1);
  return { name, type, categories: ascending, ...limits, mayBeInfinite: false };
}

function typeOf(categories: readonly Category[]): FeatureType {
  if (categories.some((value) => typeof value === "string")) return "bytes";
  if (categories.every((value) => typeof value === "boolean")) return "bool";
  return categories.every((value) => Number.isSafeInteger(Number(value))) ? "int64" : "fp64";
}
