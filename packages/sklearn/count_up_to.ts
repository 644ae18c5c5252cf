/**
 * Counts limits up to a number, as NumPy's `searchsorted` does from the right.
 *
 * @param limits Ascending.
 * @param x The number.
 * @returns How many limits are at most `x`.
 */
export function countUpTo(limits: Float64Array, x: number): number {
  let [from, to] = [0, limits.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (limits[middle]! <= x) from = middle + 1;
    else to = middle;
  }
  return from;
}
