import { checkEnsemble, type TreeEnsemble } from "@mlops/trees";
import type { CatboostTrees } from "./catboost_trees.ts";
import { NodeArrays } from "./node_arrays.ts";
import { placeOblivious } from "./place_oblivious.ts";
import { placeStepping } from "./place_stepping.ts";

/**
 * Makes an ensemble of a file's trees.
 *
 * @param trees The lists of the file.
 * @returns The ensemble, checked.
 * @throws {ModelError} If the trees are damaged.
 */
export function toEnsemble(trees: CatboostTrees): TreeEnsemble {
  const { nFeatures, nOutputs, scale, bias } = trees;
  const place = trees.steps.length === 0 ? placeOblivious : placeStepping;
  const { arrays, roots } = place(trees, (nNodes) => new NodeArrays(nNodes, trees));
  const { left, right, feature, threshold, goesLeft, cover, value } = arrays;
  const ensemble: TreeEnsemble = {
    nFeatures,
    nOutputs,
    input: "float32",
    arithmetic: "float64",
    roots,
    treeOutputs: null,
    left,
    right,
    feature,
    threshold,
    cover,
    value,
    missing: { goesLeft, zeroIsMissing: null },
    categories: null,
    start: new Float64Array(nOutputs),
    divisor: 1,
    scale,
    end: bias,
  };
  checkEnsemble(ensemble);
  return ensemble;
}
