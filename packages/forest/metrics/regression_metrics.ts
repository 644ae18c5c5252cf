import { checkLengths } from "./check_lengths.ts";
import { mean } from "./mean.ts";
import { pairwiseSum } from "../pairwise_sum.ts";

/** 2^-52: what a true value of 0 counts as where it is divided by. */
const EPSILON = 2.220446049250313e-16;

/**
 * Computes the mean squared error; its root is in the target's own unit (`mean_squared_error`).
 *
 * @param yTrue True numbers, shape `[nRows]`.
 * @param yPred Predicted numbers, shape `[nRows]`.
 * @returns At least 0, in the square of the target's unit.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function meanSquaredError(yTrue: Float64Array, yPred: Float64Array): number {
  return mean(squares(differences(yTrue, yPred)));
}

/**
 * Computes the mean absolute error (`mean_absolute_error`).
 *
 * @param yTrue True numbers, shape `[nRows]`.
 * @param yPred Predicted numbers, shape `[nRows]`.
 * @returns At least 0, in the target's unit.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function meanAbsoluteError(yTrue: Float64Array, yPred: Float64Array): number {
  return mean(differences(yTrue, yPred).map(Math.abs));
}

/**
 * Computes the median absolute error (`median_absolute_error`).
 *
 * @param yTrue True numbers, shape `[nRows]`.
 * @param yPred Predicted numbers, shape `[nRows]`.
 * @returns At least 0, in the target's unit.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function medianAbsoluteError(yTrue: Float64Array, yPred: Float64Array): number {
  const errors = differences(yTrue, yPred).map(Math.abs).sort();
  const middle = errors.length >> 1;
  return errors.length % 2 === 1 ? errors[middle]! : (errors[middle - 1]! + errors[middle]!) / 2;
}

/**
 * Computes the largest absolute error (`max_error`).
 *
 * @param yTrue True numbers, shape `[nRows]`.
 * @param yPred Predicted numbers, shape `[nRows]`.
 * @returns At least 0, in the target's unit.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function maxError(yTrue: Float64Array, yPred: Float64Array): number {
  return differences(yTrue, yPred).reduce((most, error) => Math.max(most, Math.abs(error)), 0);
}

/**
 * Computes the mean absolute error as a share of the true number
 * (`mean_absolute_percentage_error`): without meaning where that is near 0.
 *
 * @param yTrue True numbers, shape `[nRows]`.
 * @param yPred Predicted numbers, shape `[nRows]`.
 * @returns At least 0; 1 is 100 %.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function meanAbsolutePercentageError(yTrue: Float64Array, yPred: Float64Array): number {
  const errors = differences(yTrue, yPred);
  return mean(
    errors.map((error, row) => Math.abs(error) / Math.max(Math.abs(yTrue[row]!), EPSILON)),
  );
}

/**
 * Computes the share of the target's variance that predictions explain (`r2_score`).
 *
 * @param yTrue True numbers, shape `[nRows]`.
 * @param yPred Predicted numbers, shape `[nRows]`.
 * @returns At most 1; 0 of a constant target that is not met.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function r2Score(yTrue: Float64Array, yPred: Float64Array): number {
  const errors = pairwiseSum(squares(differences(yTrue, yPred)));
  return explained(errors, pairwiseSum(squares(centred(yTrue))));
}

/**
 * Computes the share of the target's variance that predictions explain but for a constant
 * (`explained_variance_score`).
 *
 * @param yTrue True numbers, shape `[nRows]`.
 * @param yPred Predicted numbers, shape `[nRows]`.
 * @returns At most 1; 0 of a constant target that is not met.
 * @throws {RangeError} If there is no row, or the lengths differ.
 */
export function explainedVariance(yTrue: Float64Array, yPred: Float64Array): number {
  const errors = mean(squares(centred(differences(yTrue, yPred))));
  return explained(errors, mean(squares(centred(yTrue))));
}

/**
 * Computes the mean Poisson deviance (`mean_poisson_deviance`).
 *
 * @param yTrue True numbers >= 0, shape `[nRows]`.
 * @param yPred Predicted numbers > 0, shape `[nRows]`.
 * @returns At least 0.
 * @throws {RangeError} If there is no row, the lengths differ, or a number is out of its range.
 */
export function meanPoissonDeviance(yTrue: Float64Array, yPred: Float64Array): number {
  checkLengths(yTrue, yPred);
  return mean(yTrue.map((y, row) => {
    const p = yPred[row]!;
    if (y < 0 || p <= 0) {
      throw new RangeError(
        `Cannot measure the Poisson deviance as numbers must be >= 0 and predictions > 0: row ${row} ` +
          `has ${y} and ${p}`,
      );
    }
    return 2 * ((y === 0 ? 0 : y * Math.log(y / p)) - y + p);
  }));
}

function differences(yTrue: Float64Array, yPred: Float64Array): Float64Array {
  checkLengths(yTrue, yPred);
  return yTrue.map((y, row) => y - yPred[row]!);
}

function squares(values: Float64Array): Float64Array {
  return values.map((value) => value * value);
}

function centred(values: Float64Array): Float64Array {
  const middle = mean(values);
  return values.map((value) => value - middle);
}

function explained(errors: number, variance: number): number {
  if (errors === 0) return 1;
  return variance === 0 ? 0 : 1 - errors / variance;
}
