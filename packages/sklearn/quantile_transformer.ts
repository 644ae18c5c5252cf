import { type Rows, ValueError } from "@mlops/model";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import { countUpTo } from "./count_up_to.ts";
import type { Estimator } from "./estimator.ts";
import { normalQuantile } from "./normal_quantile.ts";
import type { Transformer } from "./transformer.ts";

/** Numbers that are as near to the least or the greatest of the training are taken for it. */
const BOUNDS_THRESHOLD = 1e-7;

/** Nothing is carried further out, where the normal distribution's quantiles are infinite. */
const CLIP_LOW = normalQuantile(BOUNDS_THRESHOLD - 2 ** -52);
const CLIP_HIGH = normalQuantile(1 - (BOUNDS_THRESHOLD - 2 ** -52));

/** Quantiles of a column, ascending, and the share of the training below each. */
interface Curve {
  readonly quantiles: Float64Array;
  readonly shares: Float64Array;
}

/**
 * Reads what tells of a number which share of the training was below it, or that share's place in a normal
 * distribution.
 *
 * @param estimator A QuantileTransformer.
 * @returns What transforms as it does.
 */
export function readQuantileTransformer(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  if (estimator.boolean("ignore_implicit_zeros")) {
    throw estimator.fault(
      "leaves the zeros of sparse tables as they are (ignore_implicit_zeros=True), which is not supported",
      "unsupported",
    );
  }
  const distribution = estimator.text("output_distribution");
  if (distribution !== "uniform" && distribution !== "normal") {
    throw estimator.fault(`has output_distribution ${JSON.stringify(distribution.slice(0, 40))}`);
  }
  const shares = estimator.numbers("references_");
  const { shape } = estimator.array("quantiles_");
  if (shares.length === 0 || shape.join() !== `${shares.length},${nFeatures}`) {
    throw estimator.fault(
      `must have quantiles_ of shape [${shares.length}, ${nFeatures}]: is [${shape.join(", ")}]`,
    );
  }
  const all = estimator.numbers("quantiles_");
  const curves = Array.from({ length: nFeatures }, (_, column): Curve => {
    const quantiles = shares.map((_, index) => all[index * nFeatures + column]!);
    if (!isAscending(quantiles) || !isAscending(shares)) {
      throw estimator.fault("must have its quantiles_ and references_ ascending");
    }
    return { quantiles, shares };
  });
  return new Quantiles(curves, distribution === "normal");
}

function isAscending(numbers: Float64Array): boolean {
  return numbers.every((it, index) => index === 0 || it >= numbers[index - 1]!);
}

/** A missing number stays missing. */
class Quantiles implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  /** Of a sparse table, Python transforms what is stored: where zero is the least number, its share is 0. */
  readonly keepsZeros: boolean;
  readonly #curves: readonly Curve[];
  // The same from above: of numbers that are equal, each curve takes the share at another end.
  readonly #mirrored: readonly Curve[];
  readonly #isNormal: boolean;

  constructor(curves: readonly Curve[], isNormal: boolean) {
    this.nInputs = curves.length;
    this.sources = curves.map((_, index) => index);
    this.#curves = curves;
    this.#mirrored = curves.map(({ quantiles, shares }) => ({
      quantiles: quantiles.toReversed().map((it) => -it),
      shares: shares.toReversed().map((it) => -it),
    }));
    this.#isNormal = isNormal;
    this.keepsZeros = isNormal;
  }

  transform({ nRows, numbers }: Rows): Rows {
    const placed = new Float64Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) {
      const [x, column] = [numbers[i]!, i % this.nInputs];
      if (Math.abs(x) === Infinity) {
        throw new ValueError(Math.floor(i / this.nInputs), column, "must be finite");
      }
      placed[i] = Number.isNaN(x) ? NaN : this.#place(x, column);
    }
    return { nRows, numbers: placed, texts: null };
  }

  #place(x: number, column: number): number {
    const curve = this.#curves[column]!;
    const share = this.#atBound(x, curve.quantiles) ??
      0.5 * (interpolate(x, curve) - interpolate(-x, this.#mirrored[column]!));
    if (!this.#isNormal) return share;
    return Math.min(Math.max(normalQuantile(share), CLIP_LOW), CLIP_HIGH);
  }

  /** The share of a number at an end of the training or beyond it. */
  #atBound(x: number, quantiles: Float64Array): 0 | 1 | null {
    const [low, high] = [quantiles[0]!, quantiles.at(-1)!];
    if (this.#isNormal) {
      return x - BOUNDS_THRESHOLD < low ? 0 : x + BOUNDS_THRESHOLD > high ? 1 : null;
    }
    return x === low ? 0 : x === high ? 1 : null;
  }

  traits(after: readonly ColumnTraits[]): ColumnTraits[] {
    return after.map(({ isNullable }) => ({ ...NUMBER, isNullable }));
  }
}

/** As `numpy.interp`: along straight lines between the quantiles, and flat beyond them. */
function interpolate(x: number, { quantiles, shares }: Curve): number {
  const index = countUpTo(quantiles, x) - 1;
  if (index < 0) return shares[0]!;
  if (index === quantiles.length - 1 || quantiles[index] === x) return shares[index]!;
  const slope = (shares[index + 1]! - shares[index]!) / (quantiles[index + 1]! - quantiles[index]!);
  return slope * (x - quantiles[index]!) + shares[index]!;
}
