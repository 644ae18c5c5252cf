import type { Criterion } from "../criteria/criterion.ts";
import type { SplitterNode } from "./split_search.ts";

/** What every split of a tree must keep. */
export interface SplitRules {
  /** Rows that each side needs. */
  readonly minSamplesLeaf: number;
  /** Weight that each side needs. */
  readonly minWeightLeaf: number;
  /** Weight of all rows of the tree. */
  readonly totalWeight: number;
  /** Values closer than this are equal; a float32. */
  readonly featureThreshold: number;
  /**
   * For each feature whether the first number of a node's value must rise (1) or fall (-1) with it, or
   * neither (0); `null` if there are no constraints, shape `[nFeatures]`.
   */
  readonly monotonic: Int8Array | null;
}

/**
 * Tells whether a split keeps the monotonic constraint of its feature.
 *
 * @param criterion Has both sides.
 * @param sign 1 if the value must rise with the feature, -1 if it must fall.
 * @param node Bounds for the values of both sides.
 * @returns Whether it does.
 */
export function isMonotonic(criterion: Criterion, sign: number, node: SplitterNode): boolean {
  const [left, right] = [criterion.leftValue(), criterion.rightValue()];
  return left >= node.lower && left <= node.upper && right >= node.lower && right <= node.upper &&
    (left - right) * sign <= 0;
}
