const FLOATS = new Float32Array(1);
const BITS = new Int32Array(FLOATS.buffer);

/** Key of NaN: above that of every number. */
export const MISSING_KEY = 0x7fffffff;

/**
 * Turns float32 values into integers of the same order, so that they compare, sort and pack as such.
 * -0 becomes 0, as floats compare, and NaN {@linkcode MISSING_KEY}.
 *
 * @param column Values, shape `[n]`.
 * @param keys Gets the keys, shape `[n]`.
 */
export function toFloatKeys(column: Float32Array, keys: Int32Array): void {
  const bits = new Int32Array(column.buffer, column.byteOffset, column.length);
  for (let i = 0; i < column.length; i++) {
    const value = bits[i]!;
    // Negative floats are larger the smaller they are; the first case is -0.
    keys[i] = value === -0x80000000 ? 0 : value < 0 ? value ^ 0x7fffffff : value;
    if (column[i] !== column[i]) keys[i] = MISSING_KEY;
  }
}

/**
 * Turns a key back into its value.
 *
 * @returns The float32 value.
 */
export function fromFloatKey(key: number): number {
  BITS[0] = key < 0 ? key ^ 0x7fffffff : key;
  return FLOATS[0]!;
}
