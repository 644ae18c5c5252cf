const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

/**
 * Finds the largest float32 below another, so that `x < t` is `x <= nextFloat32Below(t)`.
 *
 * @param t A float32.
 * @returns The next lower one; -Infinity and NaN as they are.
 */
export function nextFloat32Below(t: number): number {
  if (t === 0) return -1.401298464324817e-45;
  if (Number.isNaN(t) || t === -Infinity) return t;
  FLOAT[0] = t;
  BITS[0]! += t > 0 ? -1 : 1;
  return FLOAT[0]!;
}
