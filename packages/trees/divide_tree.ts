import type { Pace } from "./pace.ts";
import type { ExplainPlan } from "./tree_shap_plan.ts";

/** Work of a look at a split, beside that of preparing one. */
const OF_LOOK = 1 / 4;

/**
 * Divides a large tree into several that add up to it: contributions are linear in the leaves' values,
 * so that each part has some of the leaves, and says 0 at all others. Of those only the one nearest to
 * the root on each way is kept, hence a part has little more than the splits between its own leaves.
 *
 * @param plan The tree.
 * @param maxSplits About the most splits that a part is to have; the path from the root to its first
 * leaf comes on top.
 * @param pace Tells when others may have their turn.
 * @returns Yields after each piece, and returns the parts: the tree itself, if it is small.
 */
export function* divideTree(
  plan: ExplainPlan,
  maxSplits: number,
  pace: Pace,
): Generator<void, ExplainPlan[], void> {
  const { splits, leaves, children } = plan;
  if (splits.length <= maxSplits) return [plan];
  const parents = yield* parentsOf(plan, pace);
  const parts: ExplainPlan[] = [];
  let [counted, nBefore] = [0, 0];
  for (let first = 0; first < leaves.length; first += maxSplits) {
    const end = Math.min(leaves.length, first + maxSplits);
    // Splits before the part's first leaf, in pre-order, and before its last one. What comes before a
    // leaf that is a left child is its parent, before one that is a right child another leaf.
    const nAbove = yield* splitsBefore(first);
    const to = yield* splitsBefore(end - 1);
    parts.push(yield* partOf(plan, parents, { first, end, from: nAbove, to }, pace));
  }
  return parts;

  /** Counts on from the leaf that was asked before. */
  function* splitsBefore(leaf: number): Generator<void, number, void> {
    for (; counted <= leaf; counted++) {
      const parent = parents[splits.length + counted]!;
      if (children[2 * parent + 1] === splits.length + counted) nBefore = parent + 1;
      if (pace.isOver(OF_LOOK / 2)) yield;
    }
    return nBefore;
  }
}

/** Split above each split and each leaf, as `children` counts them; -1 above the root. */
function* parentsOf(
  { splits, leaves, children }: ExplainPlan,
  pace: Pace,
): Generator<void, Int32Array, void> {
  const parents = new Int32Array(splits.length + leaves.length);
  parents[0] = -1;
  for (let i = 0; i < children.length; i++) {
    parents[children[i]!] = i >> 1;
    if (pace.isOver(OF_LOOK / 2)) yield;
  }
  return parents;
}

/** Leaves of a part, and the splits that lie between them in pre-order. */
interface Range {
  readonly first: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

function* partOf(
  plan: ExplainPlan,
  parents: Int32Array,
  { first, end, from, to }: Range,
  pace: Pace,
): Generator<void, ExplainPlan, void> {
  const nSplits = plan.splits.length;
  // Before those splits the part has the path from the root to its first leaf.
  const path: number[] = [];
  for (let split = parents[nSplits + first]!; split >= 0; split = parents[split]!) {
    path.push(split);
    if (pace.isOver(OF_LOOK)) yield;
  }
  path.reverse();
  const placeOnPath = new Map<number, number>();
  for (const [place, split] of path.entries()) {
    placeOnPath.set(split, place);
    if (pace.isOver(OF_LOOK)) yield;
  }
  const placeOf = (split: number): number =>
    split >= to ? -1 : split >= from ? path.length + split - from : placeOnPath.get(split) ?? -1;
  const n = path.length + to - from;
  const splitAt = (place: number) =>
    place < path.length ? path[place]! : from + place - path.length;
  const part = {
    splits: new Int32Array(n),
    leaves: new Int32Array(n + 1).fill(-1),
    children: new Int32Array(2 * n),
    ratios: new Float64Array(2 * n),
    turns: new Int32Array(n),
    weights: new Float64Array(n + 1),
    maxFeatures: plan.maxFeatures,
  };
  let nLeaves = 0;
  for (let place = 0; place < n; place++) {
    if (pace.isOver(2 * OF_LOOK)) yield;
    const split = splitAt(place);
    part.splits[place] = plan.splits[split]!;
    part.turns[place] = placeOf(plan.turns[split]!);
    for (let side = 0; side < 2; side++) {
      const i = 2 * split + side;
      const at = 2 * place + side;
      part.ratios[at] = plan.ratios[i]!;
      const child = plan.children[i]!;
      const own = child < nSplits ? placeOf(child) : -1;
      if (own >= 0) {
        part.children[at] = own;
        continue;
      }
      const leaf = child - nSplits;
      if (leaf >= first && leaf < end) {
        part.leaves[nLeaves] = plan.leaves[leaf]!;
        part.weights[nLeaves] = plan.weights[leaf]!;
      }
      part.children[at] = n + nLeaves++;
    }
  }
  return part;
}
