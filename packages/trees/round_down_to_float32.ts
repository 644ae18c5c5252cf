const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/**
 * Finds the largest float32 that is not above a number. A float32 `x` is `<=` the one exactly if it is
 * `<=` the other, so a threshold may be stored as float32 without changing any decision.
 *
 * @param value A finite number.
 * @returns The float32, `-Infinity` if `value` is below all finite ones.
 */
export function roundDownToFloat32(value: number): number {
  float[0] = value;
  const nearest = float[0]!;
  if (!(nearest > value)) return nearest;
  const pattern = bits[0]!;
  // The next lower pattern: towards zero for positive numbers, away from it for negative ones; below
  // zero comes the smallest negative denormal.
  bits[0] = nearest === 0 ? 0x80000001 : pattern + (nearest > 0 ? -1 : 1);
  return float[0]!;
}
