/** Probabilities may be off so much by the rounding of long sums in 32 bits. */
const ROUNDING = 1e-5;

/** Each row's sum may be off so much. */
const SUM_ROUNDING = 1e-4;

/**
 * Finds the first row whose numbers are no probabilities: one outside [0, 1], or a sum that is not 1.
 *
 * @param numbers Row-major `[nRows, nOutputs]`.
 * @param nOutputs Numbers of a row.
 * @returns The row, or -1.
 */
export function findImprobable(numbers: Float64Array, nOutputs: number): number {
  for (let begin = 0; begin < numbers.length; begin += nOutputs) {
    let sum = 0;
    for (let at = begin; at < begin + nOutputs; at++) {
      const value = numbers[at]!;
      if (!(value >= -ROUNDING && value <= 1 + ROUNDING)) return begin / nOutputs;
      sum += value;
    }
    if (Math.abs(sum - 1) > SUM_ROUNDING) return begin / nOutputs;
  }
  return -1;
}

/**
 * Puts probabilities that rounding has moved out of [0, 1] back into it: ONNX Runtime answers
 * 1.0000001192092896 where the leaves of a forest add up to 1.
 *
 * @param numbers Probabilities; changed in place.
 * @returns The same array.
 */
export function clampProbabilities(numbers: Float64Array): Float64Array {
  for (let at = 0; at < numbers.length; at++) {
    const value = numbers[at]!;
    if (value < 0) numbers[at] = 0;
    else if (value > 1) numbers[at] = 1;
  }
  return numbers;
}
