import type { ForestTrees } from "@mlops/forest";

/** A tree as the golden file keeps scikit-learn's arrays. */
export interface GoldenTree {
  /** Left children within the tree, -1 at leaves. */
  readonly left: readonly number[];
  /** Right children within the tree, -1 at leaves. */
  readonly right: readonly number[];
  /** Split features, -2 at leaves. */
  readonly feature: readonly number[];
  /** Split thresholds, -2 at leaves. */
  readonly threshold: readonly number[];
  /** Weighted rows. */
  readonly w: readonly number[];
  /** Class shares, one list per node. */
  readonly value: readonly (readonly number[])[];
}

/**
 * Joins trees of a golden file into a forest; for tests.
 *
 * @param nFeatures Number of features.
 * @param classes Class labels.
 * @returns The forest.
 */
export function goldenForest(
  trees: readonly GoldenTree[],
  nFeatures: number,
  classes: readonly number[],
): ForestTrees & { readonly cover: Float64Array } {
  const roots: number[] = [];
  let nNodes = 0;
  for (const tree of trees) {
    roots.push(nNodes);
    nNodes += tree.left.length;
  }
  const children = (side: "left" | "right") =>
    Int32Array.from(
      trees.flatMap((tree, index) =>
        tree[side].map((child) => child < 0 ? -1 : child + roots[index]!)
      ),
    );
  return {
    nFeatures,
    classes,
    roots: Int32Array.from(roots),
    left: children("left"),
    right: children("right"),
    feature: Int32Array.from(trees.flatMap((tree) => tree.feature)),
    threshold: Float64Array.from(trees.flatMap((tree) => tree.threshold)),
    cover: Float64Array.from(trees.flatMap((tree) => tree.w)),
    value: Float64Array.from(trees.flatMap((tree) => tree.value.flat())),
  };
}
