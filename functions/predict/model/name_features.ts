import type { FeatureMetadata } from "@mlops/mlflow";
import type { FeatureType, ModelFeature } from "@mlops/model";
import type { ServedFeature } from "./served_model.ts";
import type { VersionDescription } from "./version_description.ts";

/** What people know of a feature, and what its trainer says of its values. */
export type NamedFeature =
  & Omit<ServedFeature, "type" | "categories" | "mustBeKnown" | "isNullable" | "mayBeInfinite">
  & Pick<FeatureMetadata, "kind" | "optional" | "mustBeKnown" | "share" | "categories">
  & {
    /** Whether the signature has it as float32. */
    readonly isSingle?: boolean;
  };

/**
 * Finds the features' names: the trainer's metadata, else the columns of the signature.
 *
 * @param description What is known beside the model's file.
 * @returns The features as they are named there; none where nothing names them.
 */
export function nameFeatures({ metadata, signature }: VersionDescription): NamedFeature[] {
  if (metadata.features.length > 0) {
    return metadata.features.map((known) => ({ ...nameFeature(known.name), ...known }));
  }
  const columns = signature?.inputs ?? [];
  const named = columns.flatMap(({ name, dtype, type }): NamedFeature[] => {
    if (name === null || dtype !== null) return [];
    return [{
      ...nameFeature(name),
      ...type === "boolean" && { kind: "boolean" },
      isSingle: type === "float",
    }];
  });
  return named.length === columns.length ? named : [];
}

/**
 * Names a feature of which nothing else is known.
 *
 * @param name Its name.
 * @returns The feature.
 */
export function nameFeature(name: string): NamedFeature {
  const unknown = { min: null, max: null, step: null, default: null };
  return { name, label: name, unit: "", ...unknown, quantiles: null, histogram: null };
}

/**
 * Tells the type of a column that its file has as any number, and that is said to hold certain ones.
 *
 * @param feature What the file says.
 * @param named What the metadata or the signature says.
 * @returns The type in which its values are taken.
 */
export function narrowedType(
  { type, categories }: ModelFeature,
  { kind, isSingle }: Pick<NamedFeature, "kind" | "isSingle">,
): FeatureType {
  if (categories !== null || type !== "fp32" && type !== "fp64") return type;
  if (kind === "boolean") return "bool";
  return isSingle === true ? "fp32" : type;
}
