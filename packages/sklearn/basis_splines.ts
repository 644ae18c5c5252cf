/**
 * The splines of a basis over knots, each of which is 0 but near its own.
 *
 * C. de Boor, "A Practical Guide to Splines" (1978), chapter X, in the order of SciPy's `_deBoor_D`.
 */
export class BasisSplines {
  /** The knots, ascending. */
  readonly knots: Float64Array;
  /** Degree of each spline, at least 1. */
  readonly degree: number;
  /** First knot of the training. */
  readonly low: number;
  /** Last knot of the training. */
  readonly high: number;
  readonly #nSplines: number;

  /**
   * Takes knots.
   *
   * @param knots Ascending, at least `2 * degree + 2`.
   * @param degree At least 1.
   * @param nOutside How many knots lie before the first and after the last of the training.
   */
  constructor(knots: Float64Array, degree: number, nOutside = degree) {
    this.knots = knots;
    this.degree = degree;
    this.#nSplines = knots.length - degree - 1;
    this.low = knots[nOutside]!;
    this.high = knots[knots.length - 1 - nOutside]!;
  }

  /**
   * Evaluates all splines; outside of the knots their outermost polynomials.
   *
   * @param x A finite number.
   * @returns Shape `[nSplines]`.
   */
  at(x: number): Float64Array {
    return this.#evaluate(x, this.degree);
  }

  /**
   * Evaluates the splines that are not 0 at an end, there.
   *
   * @param end Which.
   * @returns Shape `[nSplines]`.
   */
  atEnd(end: "low" | "high"): Float64Array {
    const values = this.at(end === "low" ? this.low : this.high);
    const { degree } = this;
    if (end === "low") values.fill(0, degree);
    else values.fill(0, 0, values.length - degree);
    return values;
  }

  /**
   * Follows the splines from the nearest end along their slopes there.
   *
   * @param x A finite number beyond an end.
   * @returns Shape `[nSplines]`.
   */
  along(x: number): Float64Array {
    const end = x < this.low ? this.low : this.high;
    const values = this.at(end);
    const slopes = this.#evaluate(end, this.degree - 1);
    const nSplines = values.length;
    // Splines of degree 1 have a slope where they are 0.
    const nEnd = Math.max(this.degree, 2);
    return values.map((value, index) => {
      const isAtEnd = x < this.low ? index < nEnd : index >= nSplines - nEnd;
      return isAtEnd ? value + (x - end) * slopes[index]! : 0;
    });
  }

  /** Values, or of a degree less the slopes: differences in the place of the last step. */
  #evaluate(x: number, nSteps: number): Float64Array {
    const { knots, degree } = this;
    const interval = this.#intervalOf(x);
    let own = Float64Array.of(1);
    for (let step = 1; step <= degree; step++) {
      const next = new Float64Array(step + 1);
      for (let n = 1; n <= step; n++) {
        const above = knots[interval + n]!;
        const below = knots[interval + n - step]!;
        if (above === below) {
          next[n] = 0;
          continue;
        }
        if (step <= nSteps) {
          const weight = own[n - 1]! / (above - below);
          next[n - 1]! += weight * (above - x);
          next[n] = weight * (x - below);
        } else {
          const weight = step * own[n - 1]! / (above - below);
          next[n - 1]! -= weight;
          next[n] = weight;
        }
      }
      own = next;
    }
    const values = new Float64Array(this.#nSplines);
    values.set(own, interval - degree);
    return values;
  }

  /** The knot up to which `x` has come, within those of the training. */
  #intervalOf(x: number): number {
    let interval = this.degree;
    while (interval < this.#nSplines - 1 && x >= this.knots[interval + 1]!) interval++;
    return interval;
  }
}
