import { ModelError } from "@mlops/model";
import type { CatboostTrees } from "./catboost_trees.ts";
import type { NodeArrays } from "./node_arrays.ts";

/**
 * Lays out trees that grew by depth or by loss. A node steps forward to its children in the file's list;
 * where it cannot step, the way ends with the node's own leaf.
 *
 * @param trees The lists of the file.
 * @param make Makes arrays for so many nodes.
 * @returns The arrays, filled: the nodes of the file, each followed by room for the leaf that ends there.
 * @throws {ModelError} If a split, step or leaf is not there.
 */
export function placeStepping(
  trees: CatboostTrees,
  make: (nNodes: number) => NodeArrays,
): { arrays: NodeArrays; roots: Int32Array } {
  const { treeSizes, treeStarts, treeSplits, steps, nodeLeaves, splitFeature } = trees;
  const nPositions = treeSplits.length;
  if (steps.length !== 2 * nPositions || nodeLeaves.length !== nPositions) {
    const found = `${nPositions}, ${steps.length / 2} and ${nodeLeaves.length}`;
    throw new ModelError("damaged", `splits, steps and leaves must be as many: are ${found}`);
  }
  // Node 2 q is position q, and node 2 q + 1 the leaf that ends there.
  const arrays = make(2 * nPositions);
  const roots = new Int32Array(treeSizes.length);
  let previousEnd = 0;
  treeSizes.forEach((size, t) => {
    const start = treeStarts.at(t) ?? -1;
    const end = start + size;
    if (start < previousEnd || size < 1 || end > nPositions) {
      throw new ModelError("damaged", `tree ${t}: its nodes must be in the file, in order`);
    }
    previousEnd = end;
    roots[t] = 2 * start;
    for (let q = start; q < end; q++) {
      const name = `tree ${t} node ${q - start}`;
      const toLeft = steps[2 * q]!;
      const toRight = steps[2 * q + 1]!;
      if (q + toLeft >= end || q + toRight >= end) {
        throw new ModelError("damaged", `${name}: a step must end within the tree`);
      }
      if (toLeft === 0 || toRight === 0) {
        const leaf = 2 * q + (toLeft + toRight === 0 ? 0 : 1);
        arrays.leaf(leaf, requireLeaf(trees, nodeLeaves[q]!, name));
        if (leaf === 2 * q) continue;
      }
      const split = treeSplits[q]!;
      if (split < 0 || split >= splitFeature.length) {
        throw new ModelError(
          "damaged",
          `${name}: split ${split} must be one of the features' borders`,
        );
      }
      const child = (step: number) => step === 0 ? 2 * q + 1 : 2 * (q + step);
      arrays.split(2 * q, split, child(toLeft), child(toRight));
    }
    arrays.sumCovers(2 * start, 2 * end);
  });
  return { arrays, roots };
}

function requireLeaf({ leafValues, nOutputs }: CatboostTrees, at: number, name: string): number {
  if (at >= 0 && at % nOutputs === 0 && at + nOutputs <= leafValues.length) return at;
  throw new ModelError("damaged", `${name}: leaf ${at} must have a value`);
}
