/**
 * Puts an interval around a prediction: what true numbers were found to lie above predictions of rows
 * that the model had not seen, added to it.
 *
 * @example Nine of ten lie between 7 and 12 where predictions of 10 were off by -3 to 2
 * ```ts
 * import { intervalAround } from "@mlops/statistics";
 * import { deepEqual } from "node:assert/strict";
 *
 * const residuals = Array.from({ length: 101 }, (_, percent) => (percent - 5) / 18 - 3);
 * deepEqual(intervalAround(10, residuals, 0.9), [7, 12]);
 * ```
 *
 * @param prediction The prediction.
 * @param residuals 0 %, 1 %, … 100 % quantiles of the true numbers less their predictions, shape `[101]`.
 * @param level Share of such rows that it is to hold, in (0, 1).
 * @returns Its ends.
 */
export function intervalAround(
  prediction: number,
  residuals: readonly number[],
  level: number,
): [low: number, high: number] {
  return [
    prediction + quantileOf(residuals, (1 - level) / 2),
    prediction + quantileOf(residuals, (1 + level) / 2),
  ];
}

/** Interpolates between percentiles. */
function quantileOf(percentiles: readonly number[], share: number): number {
  // 0.05 is no binary fraction: a percentile that is meant must not be missed by an ulp.
  const position = Math.round(share * 100 * 1e9) / 1e9;
  const index = Math.floor(position);
  const below = percentiles[index]!;
  if (position === index) return below;
  return below + (percentiles[index + 1]! - below) * (position - index);
}
