import type { ModelFeature, Value } from "./model_feature.ts";
import { RequestFailure } from "./request_failure.ts";
import type { Scorer, Values } from "./scorer.ts";

/** How many probabilities were compared and how many were not the same float64. */
export interface CheckResult {
  /** Cases compared. */
  readonly compared: number;
  /** Cases for which the two numbers differ in at least one bit. */
  readonly different: number;
}

/**
 * Predicts the same random cases twice, by the service and in the browser, and compares the bits.
 *
 * @param local The model in the browser.
 * @param options The model's features and the number of cases, at most 10 000.
 * @returns The comparison, or `failed` if the service does not answer.
 */
export async function checkAgainstService(
  service: Scorer,
  local: Scorer,
  options: { features: readonly ModelFeature[]; cases: number },
): Promise<CheckResult | "failed"> {
  const cases = Array.from({ length: options.cases }, () => randomCase(options.features));
  const { signal } = new AbortController();
  try {
    const theirs = await service.predictMany(cases, { signal });
    const ours = await local.predictMany(cases, { signal });
    const different = ours.filter((value, i) => !Object.is(value, theirs[i])).length;
    return { compared: ours.length, different };
  } catch (error) {
    if (error instanceof RequestFailure) return "failed";
    throw error;
  }
}

/** A case anywhere in the ranges, off the sliders' grids, so that every branch of a tree is met. */
function randomCase(features: readonly ModelFeature[]): Values {
  return Object.fromEntries(features.map((feature) => [feature.name, randomValue(feature)]));
}

function randomValue({ kind, range, categories, default: start }: ModelFeature): Value {
  if (kind === "boolean") return Math.random() < 0.5;
  if (kind === "category") {
    return categories[Math.floor(Math.random() * categories.length)] ?? null;
  }
  if (range === null) return start;
  const value = range.min + Math.random() * (range.max - range.min);
  return kind === "integer" ? Math.round(value) : value;
}
