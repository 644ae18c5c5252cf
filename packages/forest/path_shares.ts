import type { TreeEnsemble } from "./tree_ensemble.ts";

/** How the turns on one feature add up along the paths: all that TreeSHAP needs of the cover. */
export interface PathShares {
  /**
   * Share of the training rows that take every turn down to the node on the feature that its parent
   * asks; 1 at a root. Shape `[nNodes]`.
   */
  readonly share: Float64Array;
  /**
   * Node below the last turn on the feature that a node asks, or the root, which stands for every
   * feature not asked yet. Shape `[nNodes]`, without meaning at leaves.
   */
  readonly previous: Int32Array;
  /** Most different features that a path asks. */
  readonly maxFeatures: number;
}

/**
 * Follows all paths and multiplies the shares of the turns on the same feature.
 *
 * @param ensemble The forest.
 * @param cover Weighted training rows, shape `[nNodes]`.
 * @returns The shares.
 */
export function pathShares(ensemble: TreeEnsemble, cover: Float64Array): PathShares {
  const { roots, left, right, feature } = ensemble;
  const nNodes = left.length;
  const share = new Float64Array(nNodes);
  const previous = new Int32Array(nNodes);
  const parent = new Int32Array(nNodes);
  const nAsked = new Int32Array(nNodes);
  let maxFeatures = 0;
  for (let t = 0; t < roots.length; t++) {
    const root = roots[t]!;
    const end = roots[t + 1] ?? nNodes;
    share[root] = 1;
    // In pre-order a parent comes before its children.
    for (let node = root; node < end; node++) {
      const [l, r] = [left[node]!, right[node]!];
      if (l < 0) {
        maxFeatures = Math.max(maxFeatures, nAsked[node]!);
        continue;
      }
      let turn = node;
      while (turn !== root && feature[parent[turn]!] !== feature[node]) turn = parent[turn]!;
      previous[node] = turn;
      parent[l] = parent[r] = node;
      share[l] = share[turn]! * cover[l]! / cover[node]!;
      share[r] = share[turn]! * cover[r]! / cover[node]!;
      nAsked[l] = nAsked[r] = nAsked[node]! + Number(turn === root);
    }
  }
  return { share, previous, maxFeatures };
}
