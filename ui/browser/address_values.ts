import type { ModelFeature, Value } from "./model_feature.ts";
import type { Values } from "./scorer.ts";

/**
 * Reads a shared case from an address.
 *
 * @param search The query, with or without its question mark.
 * @param features The model's features.
 * @returns The value of each feature, its default where the address says nothing; `null` if the
 * address names no feature at all.
 */
export function readAddressValues(
  search: string,
  features: readonly ModelFeature[],
): Values | null {
  const query = new URLSearchParams(search);
  let isShared = false;
  const values = features.map((feature) => {
    const text = query.get(feature.name);
    const value = text === null ? undefined : readText(text, feature);
    isShared ||= value !== undefined;
    return [feature.name, value === undefined ? feature.default : value] as const;
  });
  // Assigning to "__proto__" would make no value.
  return isShared ? Object.fromEntries(values) : null;
}

/** Reads one value; `undefined` if the text is none of this feature. */
function readText(text: string, feature: ModelFeature): Value | undefined {
  if (text === "" && feature.isNullable) return null;
  switch (feature.kind) {
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "text":
      return text;
    case "category":
      return feature.categories.find((category) => `${category}` === text);
    default:
      return text.trim() === "" || !Number.isFinite(Number(text)) ? undefined : Number(text);
  }
}

/**
 * Writes a case into an address, leaving what else the query holds.
 *
 * @param search The query so far.
 * @param values The case.
 * @returns The query with its question mark.
 */
export function writeAddressValues(search: string, values: Values): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(values)) query.set(name, `${value ?? ""}`);
  return `?${query}`;
}
