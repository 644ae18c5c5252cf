import type { Rows } from "@mlops/model";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import type { Transformer } from "./transformer.ts";

/** What a scaler does to a number of a column. */
type Scale = (x: number, column: number) => number;

/**
 * Reads `(x - mean_) / scale_`.
 *
 * @param estimator A StandardScaler.
 * @returns What transforms as it does.
 */
export function readStandardScaler(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  return new Scaler(
    nFeatures,
    subtractAndDivide(
      estimator.boolean("with_mean") ? estimator.numbers("mean_", nFeatures) : null,
      estimator.boolean("with_std") ? estimator.numbers("scale_", nFeatures) : null,
    ),
  );
}

/**
 * Reads `(x - center_) / scale_`.
 *
 * @param estimator A RobustScaler.
 * @returns What transforms as it does.
 */
export function readRobustScaler(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  return new Scaler(
    nFeatures,
    subtractAndDivide(
      estimator.boolean("with_centering") ? estimator.numbers("center_", nFeatures) : null,
      estimator.boolean("with_scaling") ? estimator.numbers("scale_", nFeatures) : null,
    ),
  );
}

/**
 * Reads `x * scale_ + min_`, cut to the range of the training if the trainer wanted that.
 *
 * @param estimator A MinMaxScaler.
 * @returns What transforms as it does.
 */
export function readMinMaxScaler(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  const factor = estimator.numbers("scale_", nFeatures);
  const offset = estimator.numbers("min_", nFeatures);
  const scale: Scale = (x, column) => x * factor[column]! + offset[column]!;
  if (!estimator.boolean("clip")) return new Scaler(nFeatures, scale);
  const [low, high] = estimator.list("feature_range");
  if (typeof low !== "number" || typeof high !== "number") {
    throw estimator.fault("must have feature_range as two numbers");
  }
  return new Scaler(nFeatures, (x, column) => {
    const scaled = scale(x, column);
    return scaled < low ? low : scaled > high ? high : scaled;
  });
}

/**
 * Reads `x / scale_`.
 *
 * @param estimator A MaxAbsScaler.
 * @returns What transforms as it does.
 */
export function readMaxAbsScaler(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  const divide = subtractAndDivide(null, estimator.numbers("scale_", nFeatures));
  // Since 1.7 it may cut to the range of the training.
  if (estimator.optional("clip") !== true) return new Scaler(nFeatures, divide);
  return new Scaler(nFeatures, (x, column) => {
    const scaled = divide(x, column);
    return scaled < -1 ? -1 : scaled > 1 ? 1 : scaled;
  });
}

function subtractAndDivide(center: Float64Array | null, scale: Float64Array | null): Scale {
  return (x, column) => {
    const centered = center === null ? x : x - center[column]!;
    return scale === null ? centered : centered / scale[column]!;
  };
}

/** Scales every number by itself; a missing one stays missing. */
class Scaler implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly #scale: Scale;

  constructor(nInputs: number, scale: Scale) {
    this.nInputs = nInputs;
    this.sources = Array.from({ length: nInputs }, (_, index) => index);
    this.#scale = scale;
  }

  transform({ nRows, numbers }: Rows): Rows {
    const scaled = new Float64Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) scaled[i] = this.#scale(numbers[i]!, i % this.nInputs);
    return { nRows, numbers: scaled, texts: null };
  }

  traits(after: readonly ColumnTraits[]): ColumnTraits[] {
    return after.map(({ isNullable }) => ({ ...NUMBER, isNullable }));
  }
}
