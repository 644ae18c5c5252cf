/** Points and weights that integrate a polynomial over [0, 1] exactly. */
export interface Quadrature {
  /** Where to evaluate the polynomial, each in (0, 1), ascending, shape `[n]`. */
  readonly points: Float64Array;
  /** What to multiply each value by, each > 0, summing to 1, shape `[n]`. */
  readonly weights: Float64Array;
}

/**
 * Computes the Gauss-Legendre quadrature over [0, 1]: Newton's method on the Legendre polynomial,
 * from Tricomi's estimate of its roots.
 *
 * Press et al., "Numerical Recipes" (3rd ed., 2007), §4.6.1.
 *
 * @param n Number of points, >= 1; polynomials up to degree `2 n - 1` come out exact.
 * @returns Points and weights, right to a few units of the last place.
 */
export function gaussLegendre(n: number): Quadrature {
  const points = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = -Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
    let slope = 0;
    // Newton doubles the right digits each time: from two of them, five steps are more than enough.
    for (let step = 0; step < 5; step++) {
      let [before, value] = [0, 1];
      for (let degree = 1; degree <= n; degree++) {
        [before, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree];
      }
      slope = n * (x * value - before) / (x * x - 1);
      x -= value / slope;
    }
    points[i] = (1 + x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}
