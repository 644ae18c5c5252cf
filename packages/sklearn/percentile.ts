/**
 * Finds a percentile in NumPy's default way, on the line between the two nearest numbers: to the last bit,
 * as it is compared with the numbers themselves.
 *
 * R. J. Hyndman, Y. Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996),
 * definition 7.
 *
 * @param numbers The numbers, at least one, none NaN.
 * @param percent Which percentile, in `[0, 100]`.
 * @returns The percentile; NaN, as in NumPy, where a line would begin or end at infinity.
 */
export function percentile(numbers: Float64Array, percent: number): number {
  const ascending = numbers.toSorted();
  const place = (ascending.length - 1) * (percent / 100);
  const below = Math.floor(place);
  const low = ascending[below]!;
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!;
  const share = place - below;
  const distance = high - low;
  return share >= 0.5 ? high - distance * (1 - share) : low + distance * share;
}
