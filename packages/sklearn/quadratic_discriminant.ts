import { NumpyArray, type PythonValue } from "@mlops/pickle";
import type { Estimator } from "./estimator.ts";
import { JointLogPredictor } from "./joint_log_predictor.ts";
import type { Predictor } from "./predictor.ts";
import { requireFinite } from "./require_finite.ts";

/** A direction of so much less variance than another has none but what rounding leaves. */
const NOISE = 1e-14;

/** The normal distribution of a class. */
interface ClassNormal {
  /** Shape `[nFeatures]`. */
  readonly mean: Float64Array;
  /** Directions in which it varies, row-major `[nFeatures, nDirections]`. */
  readonly rotation: Float64Array;
  /** Variance in each direction, above 0. */
  readonly variances: Float64Array;
  /** What its logarithm begins with. */
  readonly start: number;
}

/**
 * Reads a classifier that takes the columns of each class for normally distributed together.
 *
 * T. Hastie, R. Tibshirani, J. Friedman, "The Elements of Statistical Learning" (2009), §4.3.
 *
 * @param estimator A QuadraticDiscriminantAnalysis.
 * @returns What predicts as it does. Contributions are Shapley values beside the mean of the classes, by
 * their priors: what two columns add together is shared equally among them.
 */
export function readQuadraticDiscriminant(estimator: Estimator): Predictor {
  estimator.version;
  const { classes, nFeatures } = estimator;
  const nClasses = classes.length;
  estimator.requireSeveral(classes);
  const means = estimator.matrix("means_", nClasses, nFeatures);
  const priors = estimator.numbers("priors_", nClasses);
  if (!priors.every((prior) => prior > 0)) throw estimator.fault("must have priors above 0");
  const rotations = estimator.list("rotations_");
  const scalings = estimator.list("scalings_");
  const normals = classes.map((_, k): ClassNormal => {
    const variances = readArray(estimator, scalings[k], `scalings_[${k}]`, null);
    requireVariances(estimator, variances, k);
    const logs = variances.reduce((sum, variance) => sum + Math.log(variance), 0);
    return {
      mean: means.subarray(k * nFeatures, (k + 1) * nFeatures),
      rotation: readArray(estimator, rotations[k], `rotations_[${k}]`, [
        nFeatures,
        variances.length,
      ]),
      variances,
      start: Math.log(priors[k]!) - 0.5 * logs,
    };
  });
  const sumOfPriors = priors.reduce((sum, prior) => sum + prior, 0);
  const center = Float64Array.from(
    { length: nFeatures },
    (_, i) => normals.reduce((sum, { mean }, k) => sum + priors[k]! * mean[i]!, 0) / sumOfPriors,
  );
  return new JointLogPredictor({
    kind: estimator.name,
    classes,
    nFeatures,
    hasDecisionFunction: true,
    logs: (rows) => {
      requireFinite(rows);
      return Float64Array.from({ length: rows.nRows * nClasses }, (_, at) => {
        const k = at % nClasses;
        const first = (at - k) / nClasses * nFeatures;
        return logOf(normals[k]!, rows.numbers.subarray(first, first + nFeatures));
      });
    },
    base: (k) => logOf(normals[k]!, center),
    contributions: ({ numbers }, row, k) =>
      contributionsTo(
        normals[k]!,
        center,
        numbers.subarray(row * nFeatures, (row + 1) * nFeatures),
      ),
  });
}

function requireVariances(estimator: Estimator, variances: Float64Array, k: number): void {
  const largest = variances.reduce((one, other) => Math.max(one, other), 0);
  if (variances.every((variance) => variance > NOISE * largest)) return;
  throw estimator.fault(
    `has columns that depend on each other in class ${k}, by the rounding errors of which it would ` +
      "decide: drop such columns, or give it a reg_param",
    "unsupported",
  );
}

/** Finite numbers of an array within a list; of any length along one axis where no shape is given. */
function readArray(
  estimator: Estimator,
  value: PythonValue | undefined,
  name: string,
  shape: readonly [number, number] | null,
): Float64Array {
  const isFitting = value instanceof NumpyArray &&
    (shape === null ? value.shape.length === 1 : value.shape.join() === shape.join());
  if (!isFitting) {
    const what = shape === null ? "an array of one axis" : `an array [${shape.join(", ")}]`;
    throw estimator.unfit(name, what, value);
  }
  const numbers = estimator.decode(name, () => value.toFloat64Array());
  if (numbers.every(Number.isFinite)) return numbers;
  throw estimator.fault(`must have a finite ${name}: ${name} not finite`);
}

/** Where a difference of rows lies along each direction, shape `[nDirections]`. */
function along({ rotation, variances }: ClassNormal, difference: Float64Array): Float64Array {
  const nDirections = variances.length;
  const places = new Float64Array(nDirections);
  for (const [i, x] of difference.entries()) {
    for (let d = 0; d < nDirections; d++) places[d]! += x * rotation[i * nDirections + d]!;
  }
  return places;
}

function logOf(normal: ClassNormal, row: Float64Array): number {
  const places = along(normal, row.map((x, i) => x - normal.mean[i]!));
  const distance = places.reduce((sum, x, d) => sum + x * x / normal.variances[d]!, 0);
  return normal.start - 0.5 * distance;
}

/**
 * With `z` from the center to the row and `m` from there to the mean, the logarithm changes by
 * `zᵀA(m - z / 2)`, each summand of which is a column's, `A` being the inverse of the covariance.
 */
function contributionsTo(
  normal: ClassNormal,
  center: Float64Array,
  row: Float64Array,
): Float64Array {
  const { mean, rotation, variances } = normal;
  const from = row.map((x, i) => x - center[i]!);
  const places = along(normal, from.map((z, i) => mean[i]! - center[i]! - z / 2));
  return from.map((z, i) =>
    z * places.reduce(
      (sum, x, d) => sum + x / variances[d]! * rotation[i * variances.length + d]!,
      0,
    )
  );
}
