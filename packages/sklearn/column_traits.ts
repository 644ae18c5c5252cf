import type { FeatureType, ModelFeature } from "@mlops/model";

/** What a step of a model takes in one of its columns: a feature that has no name yet. */
export type ColumnTraits = Omit<ModelFeature, "name">;

/** A column of numbers as float64, none missing, all finite. */
export const NUMBER: ColumnTraits = {
  type: "fp64",
  categories: null,
  mustBeKnown: false,
  isNullable: false,
  mayBeInfinite: false,
};

/** A column that nothing looks at. */
export const UNUSED: ColumnTraits = {
  ...NUMBER,
  isNullable: true,
  mayBeInfinite: true,
  isUnused: true,
};

/** Types that a column of numbers may have besides fp64, the one that holds fewest first. */
const NARROW_FIRST: readonly FeatureType[] = ["bytes", "bool", "int32", "int64", "fp32"];

/**
 * Joins what two steps take in the same column: what both take.
 *
 * @param one The first step's.
 * @param other The second step's.
 * @returns The traits of the column.
 */
export function joinTraits(one: ColumnTraits, other: ColumnTraits): ColumnTraits {
  const known = one.categories === null ? other : one;
  const narrower = NARROW_FIRST.find((type) => type === one.type || type === other.type);
  return {
    type: known.categories === null && narrower !== undefined ? narrower : known.type,
    categories: known.categories,
    mustBeKnown: one.mustBeKnown || other.mustBeKnown,
    isNullable: one.isNullable && other.isNullable,
    mayBeInfinite: one.mayBeInfinite && other.mayBeInfinite,
    ...one.isUnused === true && other.isUnused === true && { isUnused: true },
  };
}
