import { pairwiseSum } from "../pairwise_sum.ts";
import type { RandomForest } from "../random_forest.ts";

/**
 * Computes how much impurity each feature removes, as scikit-learn's `feature_importances_`.
 *
 * Breiman et al., "Classification and Regression Trees" (1984), §5.3.4.
 *
 * @param forest The fitted forest.
 * @returns Shape `[nFeatures]`, summing to 1; all 0 if no tree has a split.
 */
export function featureImportances(forest: RandomForest): Float64Array {
  const { roots, left, right, feature, cover, impurity, nFeatures } = forest;
  const nTrees = roots.length;
  const mean = new Float64Array(nFeatures);
  const perTree: Float64Array[] = [];
  for (let t = 0; t < nTrees; t++) {
    const importance = new Float64Array(nFeatures);
    const end = roots[t + 1] ?? left.length;
    if (end - roots[t]! === 1) continue; // scikit-learn leaves trees of a single node out
    for (let node = roots[t]!; node < end; node++) {
      if (left[node]! < 0) continue;
      const [l, r] = [left[node]!, right[node]!];
      importance[feature[node]!]! += cover[node]! * impurity[node]! - cover[l]! * impurity[l]! -
        cover[r]! * impurity[r]!;
    }
    const removed = importance.map((value) => value / cover[roots[t]!]!);
    const total = pairwiseSum(removed);
    perTree.push(total > 0 ? removed.map((value) => value / total) : removed);
  }
  if (perTree.length === 0) return mean;
  for (let f = 0; f < nFeatures; f++) {
    // np.mean over axis 0 adds row by row.
    let sum = 0;
    for (const importance of perTree) sum += importance[f]!;
    mean[f] = sum / perTree.length;
  }
  const total = pairwiseSum(mean);
  return mean.map((value) => value / total);
}
