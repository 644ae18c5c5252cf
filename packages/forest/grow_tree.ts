import type { DecisionTree } from "./decision_tree.ts";
import type { ForestParams } from "./forest_params.ts";
import { growBestFirst } from "./grow_best_first.ts";
import { growDepthFirst } from "./grow_depth_first.ts";
import { growthLimits } from "./growth_limits.ts";
import { makeSplitter } from "./make_splitter.ts";
import { pruneTree } from "./prune_tree.ts";
import { RandomState } from "./random_state.ts";
import type { TrainingTable } from "./training_table.ts";
import { treeWeights } from "./tree_weights.ts";
import { Xorshift } from "./xorshift.ts";

const LARGEST_INT = 2147483647;

/**
 * Grows one tree, so that a fit can be spread over threads: trees are independent.
 *
 * @param table The training rows.
 * @param seed The tree's own seed, from {@linkcode treeSeeds}.
 * @param params Hyper-parameters, as {@linkcode checkForestParams} and {@linkcode checkFit} let them
 * through.
 * @returns The fitted tree.
 */
export function growTree(table: TrainingTable, seed: number, params: ForestParams): DecisionTree {
  const weights = treeWeights(table, seed, params);
  // Both generators start from the same seed, and so with the same stream.
  const random = new Xorshift(new RandomState(seed).randint(0, LARGEST_INT));
  const splitter = makeSplitter(table, weights, { random, params });
  const { target } = table;
  const { minWeightLeaf, monotonic } = splitter.rules;
  const options = {
    limits: growthLimits(params, table),
    monotonic,
    minWeightLeaf,
    minImpurityDecrease: params.minImpurityDecrease,
    nOutputs: target.kind === "classes" ? target.nClasses : 1,
  };
  const tree = params.maxLeafNodes === null
    ? growDepthFirst(splitter, options)
    : growBestFirst(splitter, options, params.maxLeafNodes);
  return params.ccpAlpha > 0 ? pruneTree(tree, params.ccpAlpha) : tree;
}
