/**
 * Sums in NumPy's order (`numpy/_core/src/umath/loops_utils.h.src`, `pairwise_sum`), which decides the last bits.
 *
 * @param terms What to sum.
 * @returns The sum.
 */
export function pairwiseSum(terms: Float64Array): number {
  const n = terms.length;
  if (n < 8) {
    let sum = 0;
    for (const term of terms) sum += term;
    return sum;
  }
  if (n > 128) {
    let half = n >> 1;
    half -= half % 8;
    return pairwiseSum(terms.subarray(0, half)) + pairwiseSum(terms.subarray(half));
  }
  const lanes = terms.slice(0, 8);
  let i = 8;
  for (; i < n - n % 8; i += 8) {
    for (let lane = 0; lane < 8; lane++) lanes[lane]! += terms[i + lane]!;
  }
  const [a, b, c, d, e, f, g, h] = lanes as unknown as number[];
  let sum = ((a! + b!) + (c! + d!)) + ((e! + f!) + (g! + h!));
  for (; i < n; i++) sum += terms[i]!;
  return sum;
}
