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

function startOf({ type, categories, default: start, date }: StartingFeature): unknown {
  if (date === true && typeof start === "number") return dayText(start);
  return start ?? categories?.[0] ?? (type === "bool" ? false : type === "bytes" ? "" : 0);
}

/** The day of days since 1970-01-01 UTC, as an ISO text. */
function dayText(days: number): string {
  return new Date(Math.round(days) * 86_400_000).toISOString().slice(0, 10);
}
