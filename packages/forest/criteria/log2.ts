/**
 * Logarithm of base 2 as scikit-learn computes it: the natural one by ln 2, not the processor's own.
 *
 * It rests on `Math.log` being correctly rounded, as V8's is since version 12; the C library that
 * scikit-learn calls differs from that in the last bit of one value in a thousand.
 *
 * @param x The number, > 0.
 * @returns Its logarithm.
 */
export function log2(x: number): number {
  return Math.log(x) / 0.6931471805599453;
}
