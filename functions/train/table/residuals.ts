import type { OutOfBag } from "@mlops/forest";

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
