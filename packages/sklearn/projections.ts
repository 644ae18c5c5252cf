import type { Rows } from "@mlops/model";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { requireFinite } from "./require_finite.ts";
import type { Transformer } from "./transformer.ts";

/** Since then a component of no variance is not whitened by 0, but by this. */
const CLIPPED_SINCE = 5;
const MIN_SCALE = 2 ** -52;

/**
 * A component of so much less variance than the first has none but what rounding leaves: as an eigenvalue,
 * a variance of 0 is off by some epsilons of the largest.
 */
const NOISE = 1e-14;

/** So is one that deviates so much less than the size of what it is made of. */
const SMALL_NOISE = 1e-12;

/**
 * Reads what makes components of all columns less their means.
 *
 * @param estimator A PCA or IncrementalPCA.
 * @returns What transforms as it does.
 */
export function readPca(estimator: Estimator): Transformer {
  const { version } = estimator;
  const weights = readWeights(estimator);
  const nComponents = weights.length / estimator.nFeatures;
  const variances = estimator.numbers("explained_variance_", nComponents);
  const means = estimator.numbers("mean_", estimator.nFeatures);
  const minScale = version >= CLIPPED_SINCE ? MIN_SCALE : 0;
  const scales = estimator.boolean("whiten")
    ? variances.map((variance) => Math.max(minScale, Math.sqrt(variance)))
    : new Float64Array(nComponents).fill(1);
  if (scales.some(Number.isNaN)) throw estimator.fault("must have variances >= 0");
  const most = largest(variances);
  const limit = Math.max(NOISE * most, (SMALL_NOISE * largest(means.map(Math.abs))) ** 2);
  const hasNoise = variances.some((variance) => variance <= limit);
  if (hasNoise && estimator.boolean("whiten")) {
    throw estimator.fault(
      "whitens components that are rounding errors and nothing else: give it fewer n_components",
      "unsupported",
    );
  }
  return new Projection(weights, { means, scales, hasNoise });
}

/**
 * Reads what makes components of all columns as they are.
 *
 * @param estimator A TruncatedSVD.
 * @returns What transforms as it does.
 */
export function readTruncatedSvd(estimator: Estimator): Transformer {
  const weights = readWeights(estimator);
  const nComponents = weights.length / estimator.nFeatures;
  const sizes = estimator.numbers("singular_values_", nComponents);
  return new Projection(weights, {
    means: new Float64Array(estimator.nFeatures),
    scales: new Float64Array(nComponents).fill(1),
    hasNoise: sizes.some((size) => size ** 2 <= NOISE * largest(sizes) ** 2),
  });
}

/**
 * Reads what makes components that tell classes apart.
 *
 * @param estimator A LinearDiscriminantAnalysis.
 * @returns What transforms as it does.
 */
export function readDiscriminantComponents(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  const solver = estimator.text("solver");
  if (solver !== "svd" && solver !== "eigen") {
    throw estimator.fault(
      `of solver ${
        JSON.stringify(solver.slice(0, 40))
      } makes no components: fit it with "svd" or "eigen"`,
    );
  }
  const [, nFound = 0] = estimator.array("scalings_").shape;
  const nComponents = Math.min(estimator.whole("_max_components"), nFound);
  const columns = estimator.matrix("scalings_", nFeatures, nFound);
  const shares = estimator.numbers("explained_variance_ratio_").subarray(0, nComponents);
  if (nComponents === 0) throw estimator.fault("must have components, n_components above 0");
  if (shares.length < nComponents) throw estimator.fault("must have a share for each component");
  const weights = Float64Array.from(
    { length: nComponents * nFeatures },
    (_, at) => columns[at % nFeatures * nFound + Math.floor(at / nFeatures)]!,
  );
  return new Projection(weights, {
    means: solver === "svd" ? estimator.numbers("xbar_", nFeatures) : new Float64Array(nFeatures),
    scales: new Float64Array(nComponents).fill(1),
    hasNoise: shares.some((share) => share <= NOISE),
  });
}

function largest(numbers: Float64Array): number {
  return numbers.reduce((one, other) => Math.max(one, other), 0);
}

function readWeights(estimator: Estimator): Float64Array {
  const { shape } = estimator.array("components_");
  if (shape.length !== 2 || shape[1] !== estimator.nFeatures || shape.includes(0)) {
    throw estimator.fault(
      `must have components_ of ${estimator.nFeatures} columns: is [${shape.join(", ")}]`,
    );
  }
  return estimator.numbers("components_");
}

/** Components, each a weighted sum of all columns. */
class Projection implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly joins = true;
  readonly mixes = true;
  readonly isSparse = false;
  readonly hasNoise: boolean;
  /** Row-major `[nComponents, nInputs]`. */
  readonly #weights: Float64Array;
  readonly #means: Float64Array;
  readonly #scales: Float64Array;

  constructor(
    weights: Float64Array,
    { means, scales, hasNoise }: { means: Float64Array; scales: Float64Array; hasNoise: boolean },
  ) {
    this.hasNoise = hasNoise;
    this.nInputs = means.length;
    this.sources = Array.from(scales, () => 0);
    this.#weights = weights;
    this.#means = means;
    this.#scales = scales;
  }

  transform(rows: Rows): Rows {
    requireFinite(rows);
    const { nRows, numbers } = rows;
    const { nInputs } = this;
    const nOutputs = this.#scales.length;
    const components = new Float64Array(nRows * nOutputs);
    for (let row = 0; row < nRows; row++) {
      for (let k = 0; k < nOutputs; k++) {
        let sum = 0;
        for (let i = 0; i < nInputs; i++) sum += this.#term(numbers[row * nInputs + i]!, k, i);
        components[row * nOutputs + k] = sum / this.#scales[k]!;
      }
    }
    return { nRows, numbers: components, texts: null };
  }

  #term(x: number, component: number, column: number): number {
    return (x - this.#means[column]!) * this.#weights[component * this.nInputs + column]!;
  }

  /** To each column what its terms of the components are multiplied with: those may cancel one another out. */
  share({ numbers }: Rows, _parts: Float64Array, slopes: Float64Array | null): Float64Array {
    const shares = new Float64Array(this.nInputs);
    for (const [k, scale] of this.#scales.entries()) {
      const slope = slopes![k]! / scale;
      for (let i = 0; i < shares.length; i++) shares[i]! += slope * this.#term(numbers[i]!, k, i);
    }
    return shares;
  }

  traits(): ColumnTraits[] {
    return Array.from({ length: this.nInputs }, () => NUMBER);
  }
}
