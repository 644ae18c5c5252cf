import type { DecisionTree } from "../decision_tree.ts";
import type { ForestParams } from "../forest_params.ts";
import { growBestFirst } from "./grow_best_first.ts";
import { growDepthFirst } from "./grow_depth_first.ts";
import { growthLimits } from "../growth_limits.ts";
import { makeSplitter } from "../split/make_splitter.ts";
import { pruneTree } from "./prune_tree.ts";
import { RandomState } from "../random_state.ts";
import type { TrainingTable } from "../training_table.ts";
import { TreeRoom } from "../split/tree_room.ts";
import { treeWeights } from "./tree_weights.ts";
import { Xorshift } from "../xorshift.ts";

const LARGEST_INT = 2147483647;

/** Grows trees of a forest one by one, so that a fit can be spread over threads: trees are independent. */
export class TreeGrower {
  readonly #table: TrainingTable;
  readonly #params: ForestParams;
  readonly #room: TreeRoom;

  /**
   * Makes room, which all trees share.
   *
   * @param table The training rows.
   * @param params Hyper-parameters, as {@linkcode checkForestParams} and {@linkcode checkFit} let them
   * through.
   */
  constructor(table: TrainingTable, params: ForestParams) {
    this.#table = table;
    this.#params = params;
    this.#room = new TreeRoom(table.nSamples);
  }

  /**
   * Grows a tree.
   *
   * @param seed The tree's own seed, from {@linkcode treeSeeds}.
   * @returns The fitted tree.
   */
  grow(seed: number): DecisionTree {
    const [table, params, room] = [this.#table, this.#params, this.#room];
    const weights = treeWeights(table, seed, params, room.counts);
    // Both generators start from the same seed, and so with the same stream.
    const random = new Xorshift(new RandomState(seed).randint(0, LARGEST_INT));
    const splitter = makeSplitter(table, weights, { random, params, room });
    const { target } = table;
    const { minWeightLeaf, monotonic } = splitter.rules;
    const options = {
      limits: growthLimits(params, table),
      monotonic,
      minWeightLeaf,
      minImpurityDecrease: params.minImpurityDecrease,
      tree: room.builder(target.kind === "classes" ? target.nClasses : 1),
    };
    const tree = params.maxLeafNodes === null
      ? growDepthFirst(splitter, options)
      : growBestFirst(splitter, options, params.maxLeafNodes);
    return params.ccpAlpha > 0 ? pruneTree(tree, params.ccpAlpha) : tree;
  }
}
