import type { DecisionTree } from "../decision_tree.ts";
import { Growth, type GrowthOptions, type MadeNode, type PendingNode } from "./growth.ts";
import type { Splitter } from "../split/splitter.ts";
import { SplitQueue } from "./split_queue.ts";

/** A node that may be split. */
interface Frontier extends MadeNode {
  readonly node: PendingNode;
  readonly improvement: number;
}

/**
 * Grows a tree where most is gained, up to a number of leaves (`sklearn/tree/_tree.pyx`,
 * `BestFirstTreeBuilder`).
 *
 * @param splitter Finds splits.
 * @param options Limits.
 * @param maxLeafNodes Most leaves, >= 2.
 * @returns The tree, its nodes in the order in which they were made: of siblings the left, then the right.
 */
export function growBestFirst(
  splitter: Splitter,
  options: GrowthOptions,
  maxLeafNodes: number,
): DecisionTree {
  const growth = new Growth(splitter, options);
  const queue = new SplitQueue<Frontier>();
  const make = (node: PendingNode): Frontier => {
    const made = growth.make(node);
    return { ...made, node, improvement: made.split?.improvement ?? 0 };
  };
  queue.push(make(growth.root));
  let nSplitsLeft = maxLeafNodes - 1;
  for (let best = queue.pop(); best !== undefined; best = queue.pop()) {
    if (best.split === null || nSplitsLeft <= 0) continue;
    nSplitsLeft--;
    // Nothing is known of constant features here: nodes are not taken up in the order of their branch.
    const [left, right] = growth.split(best.node, best.id, best.split, 0).map(make);
    queue.push(left!);
    queue.push(right!);
  }
  return growth.finish();
}
