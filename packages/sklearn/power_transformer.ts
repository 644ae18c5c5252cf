import { type Rows, ValueError } from "@mlops/model";
import { Chain } from "./chain.ts";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { readStandardScaler } from "./scalers.ts";
import type { Transformer } from "./transformer.ts";

/** Since then SciPy computes Yeo and Johnson's transform, which is nearer for numbers close to 0. */
const SCIPY_SINCE = 8;

/** What is taken for a whole lambda, where the formula would divide by 0. */
const EPSILON = 2 ** -52;

/** What becomes of a number by its column's lambda; NaN for one that has no power. */
type Power = (x: number, lambda: number) => number;

/**
 * Reads what makes the numbers of a column more like a normal distribution's.
 *
 * I.-K. Yeo and R. A. Johnson, Biometrika 87 (2000), §2; G. E. P. Box and D. R. Cox, J. R. Stat. Soc. B 26
 * (1964), §2.
 *
 * @param estimator A PowerTransformer.
 * @returns What transforms as it does.
 */
export function readPowerTransformer(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  const lambdas = estimator.numbers("lambdas_", nFeatures);
  const powers = new Powers(lambdas, readPower(estimator));
  if (!estimator.boolean("standardize")) return powers;
  const scaler = readStandardScaler(estimator.open(estimator.value("_scaler"), "_scaler"));
  if (scaler.nInputs !== nFeatures) {
    throw estimator.fault(
      `must scale its ${nFeatures} columns: its _scaler takes ${scaler.nInputs}`,
    );
  }
  return new Chain([powers, scaler], nFeatures);
}

function readPower(estimator: Estimator): Power {
  const method = estimator.text("method");
  switch (method) {
    case "yeo-johnson":
      return estimator.version < SCIPY_SINCE ? yeoJohnsonByPower : yeoJohnson;
    case "box-cox":
      return boxCox;
  }
  throw estimator.fault(`has method ${JSON.stringify(method.slice(0, 40))}`);
}

function yeoJohnsonByPower(x: number, lambda: number): number {
  if (x < 0) return -positive(-x, 2 - lambda);
  return positive(x, lambda);

  function positive(size: number, power: number): number {
    return Math.abs(power) <= EPSILON ? Math.log1p(size) : ((size + 1) ** power - 1) / power;
  }
}

function yeoJohnson(x: number, lambda: number): number {
  if (x < 0) return -positive(-x, 2 - lambda);
  return positive(x, lambda);

  function positive(size: number, power: number): number {
    const log = Math.log1p(size);
    return Math.abs(power) <= EPSILON ? log : Math.expm1(power * log) / power;
  }
}

/** As SciPy's `boxcox`, with its way around an exponential that overflows. */
function boxCox(x: number, lambda: number): number {
  if (x <= 0) return NaN;
  const log = Math.log(x);
  if (Math.abs(lambda) < 1e-19) return log;
  if (lambda * log < 709.78) return Math.expm1(lambda * log) / lambda;
  return Math.sign(lambda) * Math.exp(lambda * log - Math.log(Math.abs(lambda))) - 1 / lambda;
}

/** A missing number stays missing. */
class Powers implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly #lambdas: Float64Array;
  readonly #power: Power;

  constructor(lambdas: Float64Array, power: Power) {
    this.nInputs = lambdas.length;
    this.sources = Array.from(lambdas, (_, index) => index);
    this.#lambdas = lambdas;
    this.#power = power;
  }

  transform({ nRows, numbers }: Rows): Rows {
    const powers = new Float64Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) {
      const [x, column] = [numbers[i]!, i % this.nInputs];
      const power = this.#power(x, this.#lambdas[column]!);
      if (!Number.isFinite(power) && !Number.isNaN(x)) {
        const what = Number.isNaN(power)
          ? "must be greater than 0"
          : "must have a power that is finite";
        throw new ValueError(Math.floor(i / this.nInputs), column, `${what}: is ${x}`);
      }
      powers[i] = power;
    }
    return { nRows, numbers: powers, texts: null };
  }

  traits(after: readonly ColumnTraits[]): ColumnTraits[] {
    return after.map(({ isNullable }) => ({ ...NUMBER, isNullable }));
  }
}
