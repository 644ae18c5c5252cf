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

/** Values of one request. */
const VALUES_AT_ONCE = 80_000;

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
    // The service takes bodies of a limited size: wide tables are asked for in several.
    const atOnce = Math.max(1, Math.floor(VALUES_AT_ONCE / options.features.length));
    let different = 0;
    for (let start = 0; start < cases.length; start += atOnce) {
      const some = cases.slice(start, start + atOnce);
      const theirs = await service.predictMany(some, { signal });
      const ours = await local.predictMany(some, { signal });
      different += ours.filter((value, i) => !Object.is(value, theirs[i])).length;
    }
    return { compared: cases.length, different };
  } catch (error) {
    if (error instanceof RequestFailure) return "failed";
    throw error;
  }
}

/** A case anywhere in the ranges, off the sliders' grids, so that every branch of a tree is met. */
function randomCase(features: readonly ModelFeature[]): Values {
  return Object.fromEntries(features.map((feature) => [feature.name, randomValue(feature)]));
}

/** One in so many values that may be missing is. */
const MISSING_SHARE = 0.1;

function randomValue({ kind, range, categories, default: start, isNullable }: ModelFeature): Value {
  if (isNullable && Math.random() < MISSING_SHARE) return null;
  if (kind === "boolean") return Math.random() < 0.5;
  if (kind === "category") {
    return categories[Math.floor(Math.random() * categories.length)] ?? null;
  }
  if (range === null) return start;
  const value = range.min + Math.random() * (range.max - range.min);
  return kind === "integer" ? Math.round(value) : value;
}
