/** Numerator and denominator of a rational approximation, the highest power first. */
type Ratio = readonly [numerator: readonly number[], denominator: readonly number[]];

/** For shares within 3/8 of a half, by the square of the distance. */
const MIDDLE: Ratio = [
  [
    -59.9633501014107895267,
    98.0010754185999661536,
    -56.6762857469070293439,
    13.9312609387279679503,
    -1.23916583867381258016,
  ],
  [
    1,
    1.95448858338141759834,
    4.67627912898881538453,
    86.3602421390890590575,
    -225.462687854119370527,
    200.260212380060660359,
    -82.0372256168333339912,
    15.9056225126211695515,
    -1.18331621121330003142,
  ],
];

/** For tails down to e^-32, by 1 / sqrt(-2 log share). */
const TAIL: Ratio = [
  [
    4.05544892305962419923,
    31.5251094599893866154,
    57.1628192246421288162,
    44.0805073893200834700,
    14.6849561928858024014,
    2.18663306850790267539,
    -0.140256079171354495875,
    -0.0350424626827848203418,
    -8.57456785154685413611e-4,
  ],
  [
    1,
    15.7799883256466749731,
    45.3907635128879210584,
    41.3172038254672030440,
    15.0425385692907503408,
    2.50464946208309415979,
    -0.142182922854787788574,
    -0.0380806407691578277194,
    -9.33259480895457427372e-4,
  ],
];

/** e^-2: from here to the ends a share belongs to a tail. */
const TAIL_SHARE = 0.13533528323661269189;

const SQRT_2_PI = 2.50662827463100050242;

/**
 * Tells below which number a share of a standard normal distribution lies, as SciPy's `ndtri` computes it:
 * S. L. Moshier, Cephes Math Library 2.8 (2000), `ndtri`, without its outermost tail.
 *
 * @param share In `[e^-32, 1 - e^-32]`, or 0 or 1.
 * @returns The number, to about an ulp; infinite for 0 and 1.
 */
export function normalQuantile(share: number): number {
  if (share <= 0) return -Infinity;
  if (share >= 1) return Infinity;
  const isHigh = share > 1 - TAIL_SHARE;
  const tail = isHigh ? 1 - share : share;
  if (tail > TAIL_SHARE) {
    const distance = tail - 0.5;
    const square = distance * distance;
    return (distance + distance * (square * ratio(square, MIDDLE))) * SQRT_2_PI;
  }
  const x = Math.sqrt(-2 * Math.log(tail));
  const z = 1 / x;
  const size = x - Math.log(x) / x - z * ratio(z, TAIL);
  return isHigh ? size : -size;
}

function ratio(x: number, [numerator, denominator]: Ratio): number {
  return polynomial(x, numerator) / polynomial(x, denominator);
}

function polynomial(x: number, coefficients: readonly number[]): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
