import type { Pace } from "./pace.ts";
import type { PlanMemory } from "./plan_memory.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** Work of a tree's own arrays, and of counting a split, beside that of a split. */
const OF_TREE = 20;
const OF_COUNT = 1 / 4;

/** A tree as TreeSHAP walks it: all that does not depend on the row. */
export interface ExplainPlan {
  /** Nodes of the ensemble that split, in pre-order, shape `[nSplits]`. */
  readonly splits: Int32Array;
  /** Leaves of the ensemble, in pre-order, shape `[nSplits + 1]`; -1 is a leaf that says 0. */
  readonly leaves: Int32Array;
  /**
   * Places of the children of each split, right and left, shape `[nSplits, 2]`: a split's position in
   * `splits`, or a leaf's position in `leaves` after all splits.
   */
  readonly children: Int32Array;
  /** Share of the split's training rows that go right and left, shape `[nSplits, 2]`. */
  readonly ratios: Float64Array;
  /**
   * Place below the last turn on the feature that the split asks, or 0, the root, which stands for every
   * feature not asked yet. Shape `[nSplits]`.
   */
  readonly turns: Int32Array;
  /** Share of the training rows that reach each leaf, shape `[nSplits + 1]`. */
  readonly weights: Float64Array;
  /** Most different features that a path asks. */
  readonly maxFeatures: number;
}

/**
 * Follows all paths of a tree, in time linear in its nodes.
 *
 * @param ensemble The trees.
 * @param cover Weighted training rows, shape `[nNodes]`.
 * @param root The tree's root.
 * @param parts Where the plan's arrays are taken from, and what tells when others may have their turn.
 * @returns Yields after each piece, and returns what TreeSHAP needs.
 */
export function* planExplanation(
  { left, right, feature, nFeatures }: TreeEnsemble,
  cover: Float64Array,
  root: number,
  { memory, pace }: { memory: PlanMemory; pace: Pace },
): Generator<void, ExplainPlan, void> {
  const nSplits = yield* countSplits(left, right, root, pace);
  if (pace.isOver(OF_TREE)) yield;
  const splits = memory.ints(nSplits);
  const leaves = memory.ints(nSplits + 1);
  const children = memory.ints(2 * nSplits);
  const ratios = memory.doubles(2 * nSplits);
  const turns = memory.ints(nSplits);
  const weights = memory.doubles(nSplits + 1);
  let [place, leaf, maxFeatures] = [0, 0, 0];
  // On the path from the root: place below the last turn on each feature, and 0 where there is none.
  const lastTurn = new Int32Array(nFeatures);
  // What is to be done, four numbers each. A node to look at: where its place goes in `children` (-1 at
  // the root), the share of the training rows that reach it, the different features asked above it. Or,
  // as -1 - feature, the way back above a turn on a feature: the turn before.
  const pending: number[] = [root, -1, 1, 0];
  while (pending.length > 0) {
    const nAsked = pending.pop()!;
    const weight = pending.pop()!;
    const link = pending.pop()!;
    const node = pending.pop()!;
    if (node < 0) {
      lastTurn[-1 - node] = link;
      continue;
    }
    if (left[node]! < 0) {
      if (link >= 0) children[link] = nSplits + leaf;
      leaves[leaf] = node;
      weights[leaf++] = weight;
      maxFeatures = Math.max(maxFeatures, nAsked);
      continue;
    }
    if (link >= 0) {
      children[link] = place;
      const asked = feature[splits[link >> 1]!]!;
      pending.push(-1 - asked, lastTurn[asked]!, 0, 0);
      lastTurn[asked] = place;
    }
    const turn = lastTurn[feature[node]!]!;
    const below = nAsked + Number(turn === 0);
    const toRight = ratio(cover, right[node]!, node);
    const toLeft = ratio(cover, left[node]!, node);
    splits[place] = node;
    turns[place] = turn;
    ratios[2 * place] = toRight;
    ratios[2 * place + 1] = toLeft;
    pending.push(right[node]!, 2 * place, weight * toRight, below);
    pending.push(left[node]!, 2 * place + 1, weight * toLeft, below);
    place++;
    if (pace.isOver(1)) yield;
  }
  return { splits, leaves, children, ratios, turns, weights, maxFeatures };
}

function* countSplits(
  left: Int32Array,
  right: Int32Array,
  root: number,
  pace: Pace,
): Generator<void, number, void> {
  let nSplits = 0;
  const pending = [root];
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (left[node]! < 0) continue;
    pending.push(right[node]!, left[node]!);
    nSplits++;
    if (pace.isOver(OF_COUNT)) yield;
  }
  return nSplits;
}

/** Of a node that no training row reached, none goes on (as CatBoost counts it). */
function ratio(cover: Float64Array, child: number, node: number): number {
  return cover[node] === 0 ? 0 : cover[child]! / cover[node]!;
}
