/**
 * Computes what skl2onnx 1.17 to 1.21 multiplies the class shares of a leaf with before it rounds
 * them to float32 weights: one over the number of trees, over the sum of the shares.
 *
 * @param shares Share of each class in the leaf, shape `[nClasses]`.
 * @param nTrees Number of trees in the forest.
 * @returns The factor.
 */
export function leafFactor(shares: Float64Array, nTrees: number): number {
  let sum = 0;
  for (let index = 0; index < shares.length; index += 1) sum += shares[index]!;
  return 1 / nTrees / (sum === 0 ? 1 : sum);
}

/** What is known of a leaf beside its weights. */
export interface LeafFacts {
  /** Number of trees in the forest. */
  readonly nTrees: number;
  /** Weighted training rows of the leaf, an integer. */
  readonly cover: number;
  /** Whether the second of two classes is stored alone, so that the first weight means nothing. */
  readonly isSingle: boolean;
}

/**
 * Finds the exact shares behind the weights of a leaf: the fractions `count / cover` that round to
 * those very weights.
 *
 * @param weights Weight of each class, shape `[nClasses]`.
 * @param facts What else is known.
 * @param shares Takes the share of each class, shape `[nClasses]`; of no meaning if none is found.
 * @returns Whether whole counts give the weights.
 */
export function recoverShares(
  weights: Float32Array,
  { nTrees, cover, isSingle }: LeafFacts,
  shares: Float64Array,
): boolean {
  const first = isSingle ? 1 : 0;
  let rest = cover;
  for (let index = first; index < weights.length; index += 1) {
    const count = Math.round(weights[index]! * nTrees * cover);
    shares[index] = count / cover;
    rest -= count;
  }
  if (isSingle && rest >= 0) shares[0] = rest / cover;
  else if (rest !== 0) return false;
  const factor = leafFactor(shares, nTrees);
  for (let index = first; index < weights.length; index += 1) {
    if (Math.fround(shares[index]! * factor) !== weights[index]) return false;
  }
  return true;
}
