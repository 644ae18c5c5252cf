import { PACK } from "./packed_keys.ts";
import type { ClassTarget } from "../training_table.ts";

/** Weight and class of each row in one number: one read where a node's rows lie far apart. */
export interface WeightedClasses {
  /** `weight << shift | class`, shape `[nSamples]`. */
  readonly numbers: Int32Array;
  /** Bits of the class. */
  readonly shift: number;
  /** Number of classes. */
  readonly nClasses: number;
}

/**
 * Joins weights with classes, if the weights are whole and so small that both fit beside a packed key.
 *
 * @param weights Weight of each row; whole ones of 32 bits are overwritten, shape `[nSamples]`.
 * @param target The classes.
 * @returns Both, or `null` if they do not fit.
 */
export function joinClasses(
  weights: Int32Array | Float64Array,
  { classOf, nClasses }: ClassTarget,
): WeightedClasses | null {
  const shift = 32 - Math.clz32(nClasses - 1);
  const limit = PACK >> shift;
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]!;
    if (weight !== Math.floor(weight) || weight >= limit) return null;
  }
  const numbers = weights instanceof Int32Array ? weights : new Int32Array(weights.length);
  for (let row = 0; row < numbers.length; row++) {
    numbers[row] = weights[row]! << shift | classOf[row]!;
  }
  return { numbers, shift, nClasses };
}
