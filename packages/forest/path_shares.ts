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
  for (const [t, root] of roots.entries()) {
    share[root] = 1;
    // In pre-order a parent comes before its children.
    for (let node = root; node < (roots[t + 1] ?? nNodes); node++) {
      if (left[node]! < 0) {
        maxFeatures = Math.max(maxFeatures, nAsked[node]!);
        continue;
      }
      let turn = node;
      while (turn !== root && feature[parent[turn]!] !== feature[node]) turn = parent[turn]!;
      previous[node] = turn;
      for (const child of [left[node]!, right[node]!]) {
        parent[child] = node;
        share[child] = share[turn]! * cover[child]! / cover[node]!;
        nAsked[child] = nAsked[node]! + Number(turn === root);
      }
    }
  }
  return { share, previous, maxFeatures };
}
