import type { TreeEnsemble } from "@mlops/trees";

/**
 * A random forest: trees whose leaves hold the share of each class, and whose mean is the probability; or
 * a number, whose mean is the estimate.
 */
export interface ForestEnsemble extends TreeEnsemble {
  /** Class labels, ascending, shape `[nOutputs]`; empty of a forest that estimates a number. */
  readonly classes: readonly number[];
}

/** What differs from forest to forest. */
export type ForestTrees =
  & Pick<
    ForestEnsemble,
    | "nFeatures"
    | "classes"
    | "roots"
    | "left"
    | "right"
    | "feature"
    | "threshold"
    | "cover"
    | "value"
  >
  & Partial<Pick<ForestEnsemble, "missing">>;

/**
 * Completes the description of a forest by what all forests have in common.
 *
 * @returns The forest.
 */
export function forestEnsemble<T extends ForestTrees>(trees: T): T & ForestEnsemble {
  const nOutputs = Math.max(1, trees.classes.length);
  return {
    missing: null,
    ...trees,
    nOutputs,
    input: "float32",
    arithmetic: "float64",
    treeOutputs: null,
    categories: null,
    start: new Float64Array(nOutputs),
    divisor: trees.roots.length,
    scale: 1,
    end: new Float64Array(nOutputs),
  };
}
