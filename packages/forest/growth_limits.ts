import type { ForestParams } from "./forest_params.ts";

/** How far trees may grow, with shares turned into numbers. */
export interface GrowthLimits {
  /** Deepest level of a node. */
  readonly maxDepth: number;
  /** Rows that a node needs to be split. */
  readonly minSamplesSplit: number;
  /** Rows that each side of a split needs. */
  readonly minSamplesLeaf: number;
  /** Features to try at a split; may exceed their number. */
  readonly maxFeatures: number;
}

/**
 * Turns shares into numbers of rows and features, as scikit-learn does.
 *
 * @param params The hyper-parameters.
 * @param shape Rows of the table, drawn or not, and features.
 * @returns The limits.
 */
export function growthLimits(
  params: ForestParams,
  shape: { readonly nSamples: number; readonly nFeatures: number },
): GrowthLimits {
  const rows = (value: number) => value < 1 ? Math.ceil(value * shape.nSamples) : value;
  const minSamplesLeaf = rows(params.minSamplesLeaf);
  return {
    maxDepth: params.maxDepth ?? 2147483647,
    minSamplesSplit: Math.max(2, rows(params.minSamplesSplit), 2 * minSamplesLeaf),
    minSamplesLeaf,
    maxFeatures: resolveMaxFeatures(params.maxFeatures, shape.nFeatures),
  };
}

/**
 * Tells how many rows each tree draws.
 *
 * @param params The hyper-parameters.
 * @param nSamples Rows of the table.
 * @returns Their number; of a share the nearest whole number, the even one of two.
 */
export function rowsToDraw({ maxSamples }: ForestParams, nSamples: number): number {
  if (maxSamples === null) return nSamples;
  if (maxSamples >= 1) return maxSamples;
  const exact = nSamples * maxSamples;
  const low = Math.floor(exact);
  const isUp = exact - low > 0.5 || (exact - low === 0.5 && low % 2 === 1);
  return Math.max(1, isUp ? low + 1 : low);
}

function resolveMaxFeatures(maxFeatures: ForestParams["maxFeatures"], nFeatures: number): number {
  if (maxFeatures === null) return nFeatures;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(nFeatures)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(Math.log2(nFeatures)));
  return maxFeatures < 1 ? Math.max(1, Math.floor(maxFeatures * nFeatures)) : maxFeatures;
}
