import { checkSeed } from "./random_state.ts";

/** Hyper-parameters of a forest, with scikit-learn's names. */
export interface ForestParams {
  /** Number of trees, >= 1. */
  readonly nEstimators: number;
  /** Deepest level of a node, >= 1, or `null` for no limit. */
  readonly maxDepth: number | null;
  /** Rows that a node needs to be split, >= 2. */
  readonly minSamplesSplit: number;
  /** Rows that each side of a split needs, >= 1. */
  readonly minSamplesLeaf: number;
  /** Features to try at a split: their square root, a whole number, a share in (0, 1), or `null` for all. */
  readonly maxFeatures: "sqrt" | number | null;
  /** Whether each tree is grown on a bootstrap sample of the rows. */
  readonly bootstrap: boolean;
  /** Seed of the forest, integer in `[0, 2^32)`. */
  readonly randomState: number;
  /**
   * Values closer than this count as equal: 1e-7 as scikit-learn 1.5 and earlier and 1.8 and later,
   * 0 as 1.6 and 1.7, where a defect (scikit-learn #32259) makes it so.
   */
  readonly featureThreshold: number;
}

/** scikit-learn's defaults, with a seed. */
export const DEFAULT_FOREST_PARAMS: ForestParams = {
  nEstimators: 100,
  maxDepth: null,
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  maxFeatures: "sqrt",
  bootstrap: true,
  randomState: 0,
  featureThreshold: 1e-7,
};

/**
 * Checks hyper-parameters.
 *
 * @param params The hyper-parameters.
 * @throws {RangeError} If one is out of range; the message names it, its bound and its value.
 */
export function checkForestParams(params: ForestParams): void {
  const integer = (name: keyof ForestParams, low: number, high: number) => {
    const value = params[name];
    if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
      throw new RangeError(
        `Cannot fit a forest as ${name} must be an integer in [${low}, ${high}]: is ${value}`,
      );
    }
  };
  integer("nEstimators", 1, 1e6);
  if (params.maxDepth !== null) integer("maxDepth", 1, 2 ** 31 - 1);
  integer("minSamplesSplit", 2, 2 ** 31 - 1);
  integer("minSamplesLeaf", 1, 2 ** 31 - 1);
  checkSeed(params.randomState, "fit a forest");
  const { maxFeatures, featureThreshold } = params;
  const isCount = typeof maxFeatures === "number" &&
    (Number.isInteger(maxFeatures) ? maxFeatures >= 1 : maxFeatures > 0 && maxFeatures < 1);
  if (maxFeatures !== null && maxFeatures !== "sqrt" && !isCount) {
    throw new RangeError(
      "Cannot fit a forest as maxFeatures must be an integer >= 1, a share in (0, 1), " +
        `"sqrt" or null: is ${maxFeatures}`,
    );
  }
  if (!(featureThreshold >= 0 && featureThreshold < Infinity)) {
    throw new RangeError(
      `Cannot fit a forest as featureThreshold must be finite and >= 0: is ${featureThreshold}`,
    );
  }
}
