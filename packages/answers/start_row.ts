import type { FeatureAnswer } from "./model_answer.ts";

/** What of a feature tells where its field begins. */
export type StartingFeature = Pick<FeatureAnswer, "name"> & Partial<FeatureAnswer>;

/**
 * Makes a row that a served model answers: each feature where its field begins on the page.
 *
 * @param features What `GET /model` says of them.
 * @returns A value for each feature.
 */
export function startRow(features: readonly StartingFeature[]): Record<string, unknown> {
  return Object.fromEntries(features.map((feature) => [feature.name, startOf(feature)]));
}

function startOf({ type, categories, default: start }: StartingFeature): unknown {
  return start ?? categories?.[0] ?? (type === "bool" ? false : type === "bytes" ? "" : 0);
}
