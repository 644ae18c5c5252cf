import { type CategorySplits, checkEnsemble, type TreeEnsemble } from "@mlops/trees";
import type { LightgbmTree } from "./read_tree.ts";

/** Categories from this one on go right, as they do not fit an int (`tree.h`, CategoricalDecision). */
const LIMIT = 2 ** 31;

// Bits of decision_type.
const BY_CATEGORIES = 1;
const DEFAULT_LEFT = 2;
const MISSING = { zero: 1, nan: 2 };

/**
 * Makes an ensemble of trees, whose leaves come after the inner nodes of their tree.
 *
 * @param trees The trees, each node in its range.
 * @param facts Number of features, of trees for each iteration, and whether iterations are averaged.
 * @returns The ensemble, checked.
 * @throws {ModelError} If the trees are damaged.
 */
export function toEnsemble(
  trees: readonly LightgbmTree[],
  facts: { nFeatures: number; nOutputs: number; isAveraged: boolean },
): TreeEnsemble {
  const { nFeatures, nOutputs, isAveraged } = facts;
  const nNodes = trees.reduce((count, { nLeaves }) => count + 2 * nLeaves - 1, 0);
  const arrays = {
    left: new Int32Array(nNodes).fill(-1),
    right: new Int32Array(nNodes).fill(-1),
    feature: new Int32Array(nNodes).fill(-2),
    threshold: new Float64Array(nNodes).fill(-2),
    cover: new Float64Array(nNodes),
    value: new Float64Array(nNodes),
    goesLeft: new Uint8Array(nNodes),
    zeroIsMissing: new Uint8Array(nNodes),
    sets: new Int32Array(nNodes).fill(-1),
  };
  const roots = new Int32Array(trees.length);
  const offsets = [0];
  const words: number[] = [];
  let root = 0;
  trees.forEach((tree, t) => {
    roots[t] = root;
    placeTree(tree, root, offsets.length - 1, arrays);
    for (const end of tree.boundaries.slice(1)) offsets.push(words.length + end);
    for (const word of tree.words) words.push(word);
    // Words behind the last set belong to none.
    words.length = offsets.at(-1)!;
    root += 2 * tree.nLeaves - 1;
  });
  const { goesLeft, zeroIsMissing, sets, ...nodes } = arrays;
  const categories: CategorySplits | null = offsets.length === 1 ? null : {
    sets,
    offsets: Int32Array.from(offsets),
    words: Uint32Array.from(words),
    limit: LIMIT,
    modulus: null,
    known: null,
  };
  const ensemble: TreeEnsemble = {
    nFeatures,
    nOutputs,
    input: "float64",
    arithmetic: "float64",
    roots,
    treeOutputs: Int32Array.from(trees, (_, t) => t % nOutputs),
    ...nodes,
    missing: { goesLeft, zeroIsMissing: zeroIsMissing.includes(1) ? zeroIsMissing : null },
    categories,
    start: new Float64Array(nOutputs),
    divisor: isAveraged ? trees.length / nOutputs : 1,
    scale: 1,
    end: new Float64Array(nOutputs),
  };
  checkEnsemble(ensemble);
  return ensemble;
}

interface Arrays {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly cover: Float64Array;
  readonly value: Float64Array;
  readonly goesLeft: Uint8Array;
  readonly zeroIsMissing: Uint8Array;
  readonly sets: Int32Array;
}

function placeTree(tree: LightgbmTree, root: number, firstSet: number, to: Arrays): void {
  const { nLeaves, decision, threshold } = tree;
  const place = (child: number) => root + (child >= 0 ? child : nLeaves - 2 - child);
  for (let i = 0; i < nLeaves - 1; i++) {
    const node = root + i;
    to.left[node] = place(tree.left[i]!);
    to.right[node] = place(tree.right[i]!);
    to.feature[node] = tree.feature[i]!;
    to.cover[node] = tree.innerCount[i]!;
    if ((decision[i]! & BY_CATEGORIES) !== 0) {
      // What is missing or no category goes right, whatever the other bits say.
      to.sets[node] = firstSet + threshold[i]!;
      continue;
    }
    const isDefaultLeft = (decision[i]! & DEFAULT_LEFT) !== 0;
    const missing = decision[i]! >> 2;
    // Where nothing is missing, NaN is 0.
    const isLeft = missing === MISSING.zero || missing === MISSING.nan
      ? isDefaultLeft
      : 0 <= threshold[i]!;
    to.threshold[node] = threshold[i]!;
    to.goesLeft[node] = isLeft ? 1 : 0;
    to.zeroIsMissing[node] = missing === MISSING.zero ? 1 : 0;
  }
  for (let leaf = 0; leaf < nLeaves; leaf++) {
    const node = place(-leaf - 1);
    to.value[node] = tree.leafValue[leaf]!;
    to.cover[node] = tree.leafCount[leaf]!;
  }
}
