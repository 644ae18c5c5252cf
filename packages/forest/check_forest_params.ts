import { type ForestParams, isOfClasses } from "./forest_params.ts";
import { checkSeed } from "./random_state.ts";

const LARGEST_INT = 2 ** 31 - 1;

/**
 * Checks hyper-parameters.
 *
 * @param params The hyper-parameters.
 * @throws {RangeError} If one is out of range; the message names it, its bound and its value.
 */
export function checkForestParams(params: ForestParams): void {
  const { maxDepth, maxFeatures, maxLeafNodes, maxSamples, bootstrap } = params;
  demand("nEstimators", params.nEstimators, isInteger(1, 1e6), "an integer in [1, 1000000]");
  const depth = "an integer in [1, 2147483647]";
  if (maxDepth !== null) demand("maxDepth", maxDepth, isInteger(1, LARGEST_INT), depth);
  demand("minSamplesSplit", params.minSamplesSplit, isCountOrShare(2), countOrShare(2));
  demand("minSamplesLeaf", params.minSamplesLeaf, isCountOrShare(1), countOrShare(1));
  const half = (value: number) => value >= 0 && value <= 0.5;
  demand("minWeightFractionLeaf", params.minWeightFractionLeaf, half, "in [0, 0.5]");
  if (maxFeatures !== null && maxFeatures !== "sqrt" && maxFeatures !== "log2") {
    const bound = 'an integer >= 1, a share in (0, 1), "sqrt", "log2" or null';
    demand("maxFeatures", maxFeatures, isCountOrShare(1), bound);
  }
  const leaves = "an integer in [2, 2147483647] or null";
  if (maxLeafNodes !== null) {
    demand("maxLeafNodes", maxLeafNodes, isInteger(2, LARGEST_INT), leaves);
  }
  demand("minImpurityDecrease", params.minImpurityDecrease, isFinitePositive, "finite and >= 0");
  if (maxSamples !== null) {
    demand("maxSamples", maxSamples, isCountOrShare(1), countOrShare(1));
    demand("maxSamples", maxSamples, () => bootstrap, "null without bootstrap");
  }
  demand("ccpAlpha", params.ccpAlpha, isFinitePositive, "finite and >= 0");
  demand("featureThreshold", params.featureThreshold, isFinitePositive, "finite and >= 0");
  checkSeed(params.randomState, "fit a forest");
  checkClassWeight(params);
  for (const sign of params.monotonicCst ?? []) {
    demand("monotonicCst", sign, (value) => [-1, 0, 1].includes(value), "-1, 0 or 1 throughout");
  }
}

function checkClassWeight({ classWeight, criterion }: ForestParams): void {
  if (classWeight === null) return;
  demand("classWeight", `${classWeight}`, () => isOfClasses(criterion), `null with ${criterion}`);
  if (typeof classWeight === "string") return;
  for (const weight of classWeight) {
    demand("classWeight", weight, isFinitePositive, "finite and >= 0 throughout");
  }
}

function demand<Value extends string | number>(
  name: keyof ForestParams,
  value: Value,
  holds: (value: Value) => boolean,
  bound: string,
): void {
  if (holds(value)) return;
  throw new RangeError(`Cannot fit a forest as ${name} must be ${bound}: is ${value}`);
}

function isInteger(low: number, high: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= low && value <= high;
}

function isFinitePositive(value: number): boolean {
  return value >= 0 && value < Infinity;
}

function isCountOrShare(low: number): (value: number) => boolean {
  const isCount = isInteger(low, LARGEST_INT);
  return (value) => isCount(value) || value > 0 && value < 1;
}

function countOrShare(low: number): string {
  return `an integer in [${low}, ${LARGEST_INT}] or a share in (0, 1)`;
}
