/**
 * The 0 %, 1 %, … 100 % quantiles of some values, as `numpy.quantile(values, np.arange(101) / 100)`
 * computes them with its default method "linear" (Hyndman and Fan's type 7), to the last bit.
 *
 * @param values At least one value, in any order, none NaN.
 * @returns Ascending, shape `[101]`.
 */
export function percentiles(values: Float64Array): number[] {
  const sorted = values.toSorted();
  return Array.from({ length: 101 }, (_, percent) => {
    const position = (sorted.length - 1) * (percent / 100);
    const index = Math.floor(position);
    const below = sorted[index]!;
    const above = sorted[Math.min(index + 1, sorted.length - 1)]!;
    const share = position - index;
    const gap = above - below;
    // numpy interpolates from the nearer end, which differs in the last bit.
    return share >= 0.5 ? above - gap * (1 - share) : below + gap * share;
  });
}

/** How many values lie in each of some bins of equal width. */
export interface Histogram {
  /** Borders of the bins, ascending, shape `[nBins + 1]`. */
  readonly edges: readonly number[];
  /** Values per bin, shape `[nBins]`. */
  readonly counts: readonly number[];
}

/**
 * Counts values in bins over a range. A value outside of it counts in the nearest bin, so that the
 * counts add up to the number of values.
 *
 * @param values The values, none NaN.
 * @param range `min` and `max` of the first and last edge, and the number of bins.
 * @returns Edges and counts; a value on an edge belongs to the bin above it, the last edge to its own.
 */
export function histogram(
  values: Float64Array,
  range: { readonly min: number; readonly max: number; readonly nBins: number },
): Histogram {
  const { min, max, nBins } = range;
  const width = (max - min) / nBins;
  const edges = Array.from({ length: nBins + 1 }, (_, index) => {
    return index === nBins ? max : min + index * width;
  });
  const counts = new Array<number>(nBins).fill(0);
  for (const value of values) {
    const above = edges.findIndex((edge) => edge > value);
    const bin = above === -1 ? nBins - 1 : Math.max(above - 1, 0);
    counts[bin] = counts[bin]! + 1;
  }
  return { edges, counts };
}
