/**
 * Gini impurity of a node, `1 - Σ pᵢ²`, rounded as scikit-learn rounds it.
 *
 * Breiman et al., "Classification and Regression Trees" (1984), §4.3.
 *
 * @param counts Weighted rows of each class, shape `[nClasses]`.
 * @param weight Their sum.
 * @returns Impurity in `[0, 1 - 1 / nClasses]`, without unit.
 */
export function gini(counts: Float64Array, weight: number): number {
  let squares = 0;
  for (let c = 0; c < counts.length; c++) squares += counts[c]! * counts[c]!;
  return 1 - squares / (weight * weight);
}
