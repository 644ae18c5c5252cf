import { ModelError } from "@mlops/model";
import type { CatboostTrees } from "./catboost_trees.ts";
import type { NodeArrays } from "./node_arrays.ts";

const MAX_DEPTH = 16;

/**
 * Lays out oblivious trees, whose level asks the same question in all of its nodes, as full binary trees,
 * level by level; the root asks the last split, as CatBoost's own SHAP values go down.
 *
 * @param trees The lists of the file.
 * @param make Makes arrays for so many nodes.
 * @returns The arrays, filled.
 * @throws {ModelError} If a split or a leaf is not there.
 */
export function placeOblivious(
  trees: CatboostTrees,
  make: (nNodes: number) => NodeArrays,
): { arrays: NodeArrays; roots: Int32Array } {
  const { treeSizes, nOutputs } = trees;
  let nLeaves = 0;
  for (const [t, depth] of treeSizes.entries()) {
    if (depth < 0 || depth > MAX_DEPTH) {
      throw new ModelError("damaged", `tree ${t}: depth must be 0 to ${MAX_DEPTH}: is ${depth}`);
    }
    nLeaves += 2 ** depth;
    if (nLeaves * nOutputs <= trees.leafValues.length) continue;
    throw new ModelError("damaged", `tree ${t}: its leaves must have values: the file has too few`);
  }
  const arrays = make(2 * nLeaves - treeSizes.length);
  const roots = new Int32Array(treeSizes.length);
  let root = 0;
  let firstLeaf = 0;
  treeSizes.forEach((depth, t) => {
    roots[t] = root;
    placeTree(trees, t, { root, firstLeaf }, arrays);
    root += 2 ** (depth + 1) - 1;
    firstLeaf += 2 ** depth;
  });
  return { arrays, roots };
}

function placeTree(
  trees: CatboostTrees,
  t: number,
  { root, firstLeaf }: { root: number; firstLeaf: number },
  arrays: NodeArrays,
): void {
  const { treeSizes, treeStarts, treeSplits, splitFeature } = trees;
  const depth = treeSizes[t]!;
  const start = treeStarts.at(t) ?? -1;
  for (let level = 0; level < depth; level++) {
    const split = treeSplits.at(start + depth - 1 - level) ?? -1;
    if (start < 0 || split < 0 || split >= splitFeature.length) {
      throw new ModelError(
        "damaged",
        `tree ${t}: split ${split} must be one of the features' borders`,
      );
    }
    for (let i = 2 ** level - 1; i < 2 ** (level + 1) - 1; i++) {
      arrays.split(root + i, split, root + 2 * i + 1, root + 2 * i + 2);
    }
  }
  for (let leaf = 0; leaf < 2 ** depth; leaf++) {
    arrays.leaf(root + 2 ** depth - 1 + leaf, (firstLeaf + leaf) * trees.nOutputs);
  }
  arrays.sumCovers(root, root + 2 ** depth - 1);
}
