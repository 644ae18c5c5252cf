import type { Histogram } from "@mlops/statistics";

/** Ends of the range that hold at most this share of the training rows each, in percent, tried in turn. */
const TAILS = [0, 1, 2, 5, 10] as const;

/** What the bulk of the rows spreads over, by quantiles in percent: the first that are apart. */
const BULKS = [[25, 75], [10, 90], [5, 95]] as const;

/** A range is too wide to see the bulk in where it is more times the bulk's own. */
const WIDEST = 8;

/**
 * Chooses bins in which the bulk of a column is seen, however far its tails go: what lies beyond is in one
 * bin at each end, which the edges tell by their distance. A column without long tails keeps its own bins.
 *
 * @param trained The training rows in bins of equal width over their whole range.
 * @param quantiles Quantiles of the same rows at 0 %, 1 %, … 100 %, shape `[101]`.
 * @returns As many bins, with the training rows that the quantiles have in each.
 */
export function bulkHistogram(trained: Histogram, quantiles: readonly number[]): Histogram {
  const at = (percent: number) => quantiles[percent]!;
  const nBins = trained.counts.length;
  const bulk = BULKS.map(([low, high]) => at(high) - at(low)).find((spread) => spread > 0);
  if (quantiles.length !== 101 || bulk === undefined || nBins < 4) return trained;
  const fits = (tail: number) => at(100 - tail) - at(tail) <= WIDEST * bulk;
  const tail = TAILS.find(fits) ?? TAILS.at(-1)!;
  const width = (at(100 - tail) - at(tail)) / nBins;
  // What is no further away than a bin is wide needs no bin of its own.
  const hasLow = at(tail) - at(0) > width;
  const hasHigh = at(100) - at(100 - tail) > width;
  if (!hasLow && !hasHigh) return trained;
  const [low, high] = [at(hasLow ? tail : 0), at(hasHigh ? 100 - tail : 100)];
  const nInner = nBins - Number(hasLow) - Number(hasHigh);
  const edges = [
    ...hasLow ? [at(0)] : [],
    ...Array.from({ length: nInner }, (_, bin) => low + (high - low) * bin / nInner),
    high,
    ...hasHigh ? [at(100)] : [],
  ];
  const nRows = trained.counts.reduce((sum, count) => sum + count, 0);
  const last = edges.length - 1;
  const nBelow = edges.map((edge, i) =>
    Math.round(nRows * (i === last ? 1 : shareBelow(quantiles, edge)))
  );
  return { edges, counts: edges.slice(1).map((_, bin) => nBelow[bin + 1]! - nBelow[bin]!) };
}

/** Share of the rows that are less than a value, between two quantiles in proportion. */
function shareBelow(quantiles: readonly number[], value: number): number {
  const next = quantiles.findIndex((quantile) => quantile >= value);
  if (next <= 0) return 0;
  const [from, to] = [quantiles[next - 1]!, quantiles[next]!];
  return (next - 1 + (value - from) / (to - from)) / (quantiles.length - 1);
}
