/**
 * Turns the class shares of a leaf into the weights that skl2onnx 1.17 to 1.21 stores for it: each
 * share over their sum, over the number of trees, rounded to float32.
 *
 * @param shares Share of each class in the leaf, shape `[nClasses]`.
 * @param nTrees Number of trees in the forest.
 * @returns Weight of each class, shape `[nClasses]`; two classes are stored as the second's alone.
 */
export function leafWeights(shares: Float64Array, nTrees: number): Float32Array {
  let sum = 0;
  for (const share of shares) sum += share;
  const factor = 1 / nTrees / (sum === 0 ? 1 : sum);
  const weights = new Float32Array(shares.length);
  for (let index = 0; index < shares.length; index += 1) {
    weights[index] = (shares[index] ?? 0) * factor;
  }
  return weights;
}

/**
 * Finds the exact shares behind the weights of a leaf whose weighted row count is known: the
 * fractions `count / cover` that {@linkcode leafWeights} turns into those very weights.
 *
 * @param weights Weight of each class, shape `[nClasses]`.
 * @param leaf `cover` is the leaf's weighted training rows, an integer; `isSingle` says that the
 * second of two classes is stored alone, and the first entry means nothing.
 * @returns Share of each class, shape `[nClasses]`, or `null` if no whole counts give the weights.
 */
export function recoverShares(
  weights: Float32Array,
  { nTrees, cover, isSingle }: { nTrees: number; cover: number; isSingle: boolean },
): Float64Array | null {
  const counts = Float64Array.from(weights, (weight) => Math.round(weight * nTrees * cover));
  if (isSingle) counts[0] = cover - (counts[1] ?? 0);
  let total = 0;
  for (const count of counts) total += count;
  if (total !== cover || counts.some((count) => count < 0)) return null;
  const shares = counts.map((count) => count / cover);
  const again = leafWeights(shares, nTrees);
  for (let index = isSingle ? 1 : 0; index < weights.length; index += 1) {
    if (again[index] !== weights[index]) return null;
  }
  return shares;
}
