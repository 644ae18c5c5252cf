import type { TreeEnsemble } from "./tree_ensemble.ts";

/** A tree as TreeSHAP walks it: all that does not depend on the row. */
export interface ExplainPlan {
  /** Nodes of the ensemble that split, in pre-order, shape `[nSplits]`. */
  readonly splits: Int32Array;
  /** Leaves of the ensemble, in pre-order, shape `[nSplits + 1]`. */
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
 * @returns What TreeSHAP needs.
 */
export function planExplanation(
  { left, right, feature, nFeatures }: TreeEnsemble,
  cover: Float64Array,
  root: number,
): ExplainPlan {
  const splits: number[] = [];
  const leaves: number[] = [];
  const children: number[] = [];
  const ratios: number[] = [];
  const turns: number[] = [];
  const weights: number[] = [];
  let maxFeatures = 0;
  // On the path from the root: place below the last turn on each feature, and 0 where there is none.
  const lastTurn = new Int32Array(nFeatures);
  const pending: (Visit | Return)[] = [{ node: root, link: -1, weight: 1, nAsked: 0 }];
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    if ("turn" in step) {
      lastTurn[step.feature] = step.turn;
      continue;
    }
    const { node, link, weight, nAsked } = step;
    if (left[node]! < 0) {
      // Leaves count backwards from -1 until the number of splits is known.
      if (link >= 0) children[link] = -1 - leaves.length;
      leaves.push(node);
      weights.push(weight);
      maxFeatures = Math.max(maxFeatures, nAsked);
      continue;
    }
    const place = splits.length;
    if (link >= 0) {
      children[link] = place;
      const asked = feature[splits[link >> 1]!]!;
      pending.push({ feature: asked, turn: lastTurn[asked]! });
      lastTurn[asked] = place;
    }
    const turn = lastTurn[feature[node]!]!;
    const below = nAsked + Number(turn === 0);
    const toRight = ratio(cover, right[node]!, node);
    const toLeft = ratio(cover, left[node]!, node);
    splits.push(node);
    turns.push(turn);
    ratios.push(toRight, toLeft);
    children.push(0, 0);
    pending.push(
      { node: right[node]!, link: 2 * place, weight: weight * toRight, nAsked: below },
      { node: left[node]!, link: 2 * place + 1, weight: weight * toLeft, nAsked: below },
    );
  }
  return {
    splits: Int32Array.from(splits),
    leaves: Int32Array.from(leaves),
    children: Int32Array.from(children, (place) => place < 0 ? splits.length - 1 - place : place),
    ratios: Float64Array.from(ratios),
    turns: Int32Array.from(turns),
    weights: Float64Array.from(weights),
    maxFeatures,
  };
}

/** A node to look at. */
interface Visit {
  readonly node: number;
  /** Where its place goes in `children`, -1 at the root. */
  readonly link: number;
  /** Share of the training rows that reach it. */
  readonly weight: number;
  /** Different features asked above it. */
  readonly nAsked: number;
}

/** The way back above a turn on a feature, to the turn before. */
interface Return {
  readonly feature: number;
  readonly turn: number;
}

/** Of a node that no training row reached, none goes on (as CatBoost counts it). */
function ratio(cover: Float64Array, child: number, node: number): number {
  return cover[node] === 0 ? 0 : cover[child]! / cover[node]!;
}
