/**
 * Finds the median.
 *
 * @param values Any numbers, none NaN, in any order.
 * @returns The one in the middle, or the mean of the two in the middle; NaN of no values.
 */
export function median(values: Iterable<number>): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return NaN;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
