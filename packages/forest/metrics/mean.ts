import { pairwiseSum } from "../pairwise_sum.ts";

/**
 * Computes a mean as NumPy does, with its order of additions.
 *
 * @param values The values.
 * @returns Their mean.
 */
export function mean(values: Float64Array): number {
  return pairwiseSum(values) / values.length;
}
