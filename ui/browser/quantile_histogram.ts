/** How the training rows are spread over a feature's range. */
export interface Histogram {
  /** Limits of the bins, ascending, shape `[nBins + 1]`. */
  readonly edges: readonly number[];
  /** Rows in each bin, shape `[nBins]`. */
  readonly counts: readonly number[];
}

/**
 * Tells which share of some values lies up to a value, from their quantiles.
 *
 * @param quantiles Values at 0 %, 1 %, … 100 %, ascending, shape `[101]`.
 * @param value Any value.
 * @returns The share, 0–1; between two quantiles in proportion.
 */
export function shareUpTo(quantiles: readonly number[], value: number): number {
  const last = quantiles.length - 1;
  const below = quantiles.findLastIndex((quantile) => quantile <= value);
  if (below < 0) return 0;
  if (below === last) return 1;
  const [from, to] = [quantiles[below]!, quantiles[below + 1]!];
  return (below + (value - from) / (to - from)) / last;
}

/**
 * Draws values that are known by their quantiles as a histogram over a part of their range.
 *
 * @param quantiles Values at 0 %, 1 %, … 100 %, ascending, shape `[101]`.
 * @param range Its ends, and how many bins.
 * @returns The histogram; its counts are shares of all values.
 */
export function quantileHistogram(
  quantiles: readonly number[],
  range: { readonly min: number; readonly max: number; readonly nBins: number },
): Histogram {
  const { min, max, nBins } = range;
  const edges = Array.from({ length: nBins + 1 }, (_, i) => min + (max - min) * i / nBins);
  const shares = edges.map((edge) => shareUpTo(quantiles, edge));
  // What lies on the lower end belongs to the first bin.
  shares[0] = quantiles.findIndex((quantile) => quantile >= min) / (quantiles.length - 1);
  return { edges, counts: edges.slice(1).map((_, i) => Math.max(0, shares[i + 1]! - shares[i]!)) };
}
