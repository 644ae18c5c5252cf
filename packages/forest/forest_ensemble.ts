import type { TreeEnsemble } from "@mlops/trees";

/** A random forest: trees whose leaves hold the share of each class, and whose mean is the probability. */
export interface ForestEnsemble extends TreeEnsemble {
  /** Class labels, ascending, shape `[nOutputs]`. */
  readonly classes: readonly number[];
}

/** What differs from forest to forest. */
export type ForestTrees = Pick<
  ForestEnsemble,
  "nFeatures" | "classes" | "roots" | "left" | "right" | "feature" | "threshold" | "cover" | "value"
>;

/**
 * Completes the description of a forest by what all forests have in common.
 *
 * @param trees Its trees.
 * @returns The forest.
 */
export function forestEnsemble<T extends ForestTrees>(trees: T): T & ForestEnsemble {
  const nOutputs = trees.classes.length;
  return {
    ...trees,
    nOutputs,
    input: "float32",
    arithmetic: "float64",
    treeOutputs: null,
    missing: null,
    categories: null,
    start: new Float64Array(nOutputs),
    divisor: trees.roots.length,
    scale: 1,
    end: new Float64Array(nOutputs),
  };
}
