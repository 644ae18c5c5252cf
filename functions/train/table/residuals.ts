import type { OutOfBag } from "@mlops/forest";
import { intervalAround } from "@mlops/statistics";

/** Share of the rows that every tree has seen from which on they would move percentiles. */
const NOTICEABLE = 0.005;

/**
 * Tells by how much true numbers lie above those that trees predict which have not seen them: what an
 * interval around a prediction is made of.
 *
 * Rows that every tree has seen are predicted to be 0 by scikit-learn's `oob_prediction_`. With 20 trees
 * they are one in ten thousand and stay, so that percentiles are those of scikit-learn's own numbers; with
 * so few trees that they would be noticed they are left out.
 *
 * @param numbers The true numbers of the training rows, shape `[nRows]`.
 * @param outOfBag What was predicted of them.
 * @returns The differences, in the order of the rows; at least one.
 */
export function residualsOf(
  numbers: Float64Array,
  { prediction, nTrees }: Pick<OutOfBag, "prediction" | "nTrees">,
): Float64Array {
  const residuals = numbers.map((value, row) => value - prediction[row]!);
  const nUnseen = nTrees.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const isNoticed = nTrees.length - nUnseen > NOTICEABLE * nTrees.length;
  return isNoticed && nUnseen > 0 ? residuals.filter((_, row) => nTrees[row]! > 0) : residuals;
}

/**
 * Tells how many of some numbers lie within the interval of 90 % around their predictions.
 *
 * @param numbers The true numbers, shape `[nRows]`.
 * @param predicted Their predictions.
 * @param residuals Percentiles of what true numbers lie above predictions, shape `[101]`.
 * @returns Their share, 0–1.
 */
export function coverageOf(
  numbers: Float64Array,
  predicted: Float64Array,
  residuals: readonly number[],
): number {
  let nWithin = 0;
  for (let row = 0; row < numbers.length; row++) {
    const [low, high] = intervalAround(predicted[row]!, residuals, 0.9);
    if (numbers[row]! >= low && numbers[row]! <= high) nWithin++;
  }
  return nWithin / numbers.length;
}
