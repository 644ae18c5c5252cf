import { MAX_FEATURES, type Rows, ValueError } from "@mlops/model";
import { BasisSplines } from "./basis_splines.ts";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import type { Transformer } from "./transformer.ts";

/** What becomes of numbers outside of the training's knots. */
const EXTRAPOLATIONS = ["error", "constant", "linear", "continue", "periodic"] as const;
type Extrapolation = (typeof EXTRAPOLATIONS)[number];

/** A spline costs the square of its degree. */
const MAX_DEGREE = 100;

/**
 * Reads what makes of each column the splines of a basis.
 *
 * @param estimator A SplineTransformer.
 * @returns What transforms as it does.
 */
export function readSplineTransformer(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  const degree = estimator.whole("degree");
  if (degree < 1 || degree > MAX_DEGREE) {
    throw estimator.fault(
      `has splines of degree ${degree}, which is not supported: those of 1 to ${MAX_DEGREE} are`,
      "unsupported",
    );
  }
  const name = estimator.text("extrapolation");
  const extrapolation = EXTRAPOLATIONS.find((it) => it === name);
  if (extrapolation === undefined) {
    throw estimator.fault(`has extrapolation ${JSON.stringify(name.slice(0, 40))}`);
  }
  const items = estimator.list("bsplines_");
  if (items.length !== nFeatures) {
    throw estimator.fault(`must have ${nFeatures} splines as bsplines_: has ${items.length}`);
  }
  let nOutputs = 0;
  const nDropped = Number(!estimator.boolean("include_bias"));
  const splines = items.map((item, column) => {
    const spline = estimator.open(item, `bsplines_[${column}]`);
    const knots = readKnots(spline, degree, extrapolation === "periodic");
    nOutputs += countSplines(knots, degree, extrapolation) - nDropped;
    // Behind the first column scikit-learn counts a knot more, as it needs two splines to go along a line.
    const isInner = extrapolation === "linear" && degree === 1 && column > 0;
    return new BasisSplines(knots, degree, isInner ? 2 : degree);
  });
  if (estimator.whole("n_features_out_") !== nOutputs || nOutputs > MAX_FEATURES) {
    throw estimator.fault(
      `must make ${nOutputs} columns, and at most ${MAX_FEATURES}: its n_features_out_ is ` +
        `${estimator.whole("n_features_out_")}`,
    );
  }
  return new Splines(splines, {
    extrapolation,
    nDropped,
    zeroesMissing: estimator.optional("handle_missing") === "zeros",
    isSparse: estimator.optional("sparse_output") === true,
  });
}

/** Splines of a period end where they begin, so that the last ones are the first. */
function countSplines(knots: Float64Array, degree: number, extrapolation: Extrapolation): number {
  return knots.length - degree - 1 - (extrapolation === "periodic" ? degree : 0);
}

function readKnots(spline: Estimator, degree: number, isPeriodic: boolean): Float64Array {
  // SciPy gave them other names.
  const [t, c] = spline.has("_t") ? ["_t", "_c"] as const : ["t", "c"] as const;
  const knots = spline.numbers(t);
  const nBasis = knots.length - degree - 1;
  const nSplines = nBasis - (isPeriodic ? degree : 0);
  if (nSplines < 2 || spline.whole("k") !== degree) {
    throw spline.fault(`must have knots for splines of degree ${degree}: has ${knots.length}`);
  }
  if (!knots.every((knot, index) => index === 0 || knot >= knots[index - 1]!)) {
    throw spline.fault(`must have its knots ascending, as ${t}`);
  }
  if (isPeriodic && knots[degree] === knots[nBasis]) {
    throw spline.fault("must have a period above 0");
  }
  const { shape } = spline.array(c);
  if (shape.join() !== `${nBasis},${nSplines}`) {
    throw spline.fault(
      `must have ${c} of shape [${nBasis}, ${nSplines}]: is [${shape.join(", ")}]`,
    );
  }
  const isBasis = spline.numbers(c).every((weight, index) =>
    weight === Number(index % nSplines === Math.floor(index / nSplines) % nSplines)
  );
  if (!isBasis) throw spline.fault(`must have a basis as ${c}, each spline alone`);
  return knots;
}

class Splines implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly isSparse: boolean;
  readonly #splines: readonly BasisSplines[];
  readonly #nEach: readonly number[];
  readonly #extrapolation: Extrapolation;
  readonly #zeroesMissing: boolean;

  constructor(
    splines: readonly BasisSplines[],
    { extrapolation, nDropped, zeroesMissing, isSparse }: {
      extrapolation: Extrapolation;
      nDropped: number;
      zeroesMissing: boolean;
      isSparse: boolean;
    },
  ) {
    this.isSparse = isSparse;
    this.nInputs = splines.length;
    this.#splines = splines;
    this.#extrapolation = extrapolation;
    this.#zeroesMissing = zeroesMissing;
    this.#nEach = splines.map(({ knots, degree }) =>
      countSplines(knots, degree, extrapolation) - nDropped
    );
    this.sources = this.#nEach.flatMap((n, column) => new Array<number>(n).fill(column));
  }

  transform({ nRows, numbers }: Rows): Rows {
    const nOutputs = this.sources.length;
    const values = new Float64Array(nRows * nOutputs);
    let at = 0;
    for (let i = 0; i < numbers.length; i++) {
      const [x, column] = [numbers[i]!, i % this.nInputs];
      const nEach = this.#nEach[column]!;
      const fault = this.#faultOf(x, this.#splines[column]!);
      if (fault !== null) throw new ValueError(Math.floor(i / this.nInputs), column, fault);
      if (!Number.isNaN(x)) values.set(this.#valuesOf(x, column).subarray(0, nEach), at);
      at += nEach;
    }
    return { nRows, numbers: values, texts: null };
  }

  #faultOf(x: number, { low, high }: BasisSplines): string | null {
    if (Number.isNaN(x)) return this.#zeroesMissing ? null : "must not be missing";
    if (this.#extrapolation === "error" && (x < low || x > high)) {
      return `must lie between the knots ${low} and ${high}: is ${x}`;
    }
    return Number.isFinite(x) || this.#takesInfinite ? null : "must be finite";
  }

  /** Where missing values are taken, Python looks for no infinite ones either. */
  get #takesInfinite(): boolean {
    return this.#zeroesMissing && this.#extrapolation === "constant";
  }

  #valuesOf(x: number, column: number): Float64Array {
    const splines = this.#splines[column]!;
    const { low, high, degree } = splines;
    const isInside = low <= x && x <= high;
    switch (this.#extrapolation) {
      case "periodic":
        return fold(splines.at(low + modulo(x - low, high - low)), degree);
      case "constant":
        return isInside ? splines.at(x) : splines.atEnd(x < low ? "low" : "high");
      case "linear":
        return isInside ? splines.at(x) : splines.along(x);
      default:
        return splines.at(x);
    }
  }

  traits(): ColumnTraits[] {
    return this.#splines.map(() => ({
      ...NUMBER,
      isNullable: this.#zeroesMissing,
      mayBeInfinite: this.#takesInfinite,
    }));
  }
}

/** Adds the last splines of a period to the first ones, which they are. */
function fold(values: Float64Array, degree: number): Float64Array {
  const n = values.length - degree;
  const folded = values.slice(0, n);
  for (let index = n; index < values.length; index++) folded[index % n]! += values[index]!;
  return folded;
}

/** As Python's and NumPy's `%`: of the sign of the divisor, which is above 0. */
function modulo(x: number, divisor: number): number {
  const rest = x % divisor;
  return rest < 0 ? rest + divisor : rest;
}
