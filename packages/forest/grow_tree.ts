import { allocateTree, type DecisionTree, trimTree } from "./decision_tree.ts";
import type { ForestParams } from "./forest_params.ts";
import { gini } from "./gini.ts";
import { RandomState } from "./random_state.ts";
import { Splitter } from "./splitter.ts";
import type { TrainingTable } from "./training_table.ts";
import { Xorshift } from "./xorshift.ts";

/** 2^-52, Cython's `EPSILON`: less impurity than this is none. */
const EPSILON = 2.220446049250313e-16;
const LARGEST_INT = 2147483647;

/** A node that waits to be made. */
interface PendingNode {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly parent: number;
  readonly isLeft: boolean;
  readonly impurity: number;
  readonly nConstants: number;
}

/**
 * Grows one tree depth first (`sklearn/tree/_tree.pyx`, `DepthFirstTreeBuilder`), so that a fit can
 * be spread over threads: trees are independent.
 *
 * @param table The training rows.
 * @param seed The tree's own seed, from {@linkcode treeSeeds}.
 * @param params Hyper-parameters, as {@linkcode checkForestParams} lets them through.
 * @returns The fitted tree.
 */
export function growTree(table: TrainingTable, seed: number, params: ForestParams): DecisionTree {
  const { nSamples, nClasses, classOf } = table;
  const weights = bootstrapWeights(nSamples, seed, params.bootstrap);
  // Both generators start from the same seed, and so with the same stream.
  const random = new Xorshift(new RandomState(seed).randint(0, LARGEST_INT));
  const splitter = new Splitter(table, weights, random, params);
  const { samples } = splitter;
  const minSamplesSplit = Math.max(params.minSamplesSplit, 2 * params.minSamplesLeaf);
  const maxDepth = params.maxDepth ?? LARGEST_INT;
  const maxLeaves = Math.max(1, Math.floor(samples.length / params.minSamplesLeaf));
  const tree = allocateTree(2 * maxLeaves - 1, nClasses);
  const counts = new Float64Array(nClasses);
  const root = { start: 0, end: samples.length, depth: 0, parent: -1, isLeft: false };
  const pending: PendingNode[] = [{ ...root, impurity: NaN, nConstants: 0 }];
  let nNodes = 0;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { start, end, depth, parent } = node;
    let weight = 0;
    counts.fill(0);
    for (let i = start; i < end; i++) {
      const row = samples[i]!;
      counts[classOf[row]!]! += weights[row]!;
      weight += weights[row]!;
    }
    const impurity = parent < 0 ? gini(counts, weight) : node.impurity;
    const isLeaf = depth >= maxDepth || end - start < minSamplesSplit || impurity <= EPSILON;
    let split = isLeaf
      ? null
      : splitter.search({ start, end, counts, weight, nConstants: node.nConstants });
    if (split !== null) {
      const improvement = weight / nSamples *
        (impurity - split.rightWeight / weight * split.rightImpurity -
          split.leftWeight / weight * split.leftImpurity);
      if (improvement + EPSILON < 0) split = null;
    }
    const id = nNodes++;
    if (parent >= 0) (node.isLeft ? tree.left : tree.right)[parent] = id;
    tree.impurity[id] = impurity;
    tree.nNodeSamples[id] = end - start;
    tree.cover[id] = weight;
    for (let c = 0; c < nClasses; c++) tree.value[id * nClasses + c] = counts[c]! / weight;
    if (split === null) continue;
    tree.feature[id] = split.feature;
    tree.threshold[id] = split.threshold;
    const { position, leftImpurity, rightImpurity } = split;
    const child = { depth: depth + 1, parent: id, nConstants: splitter.nConstants };
    // The left child is taken next, so that ids are in pre-order.
    pending.push(
      { ...child, start: position, end, isLeft: false, impurity: rightImpurity },
      { ...child, start, end: position, isLeft: true, impurity: leftImpurity },
    );
  }
  return trimTree(tree, nNodes, nClasses);
}

function bootstrapWeights(nSamples: number, seed: number, bootstrap: boolean): Float64Array {
  const weights = new Float64Array(nSamples);
  if (!bootstrap) return weights.fill(1);
  const random = new RandomState(seed);
  for (let draw = 0; draw < nSamples; draw++) weights[random.randint(0, nSamples)]!++;
  return weights;
}
