import type { DecisionTree } from "../decision_tree.ts";
import { Growth, type GrowthOptions, type PendingNode } from "./growth.ts";
import type { Splitter } from "../split/splitter.ts";

/**
 * Grows a tree branch by branch (`sklearn/tree/_tree.pyx`, `DepthFirstTreeBuilder`).
 *
 * @param splitter Finds splits.
 * @param options Limits.
 * @returns The tree, its nodes in pre-order.
 */
export function growDepthFirst(splitter: Splitter, options: GrowthOptions): DecisionTree {
  const growth = new Growth(splitter, options);
  const pending: PendingNode[] = [growth.root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { id, split } = growth.make(node);
    if (split === null) continue;
    const [left, right] = growth.split(node, id, split);
    // The left child is taken next, so that ids are in pre-order.
    pending.push(right, left);
  }
  return growth.finish();
}
