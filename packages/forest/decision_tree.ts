import type { ForestParams } from "./forest_params.ts";
import { gini } from "./gini.ts";
import { RandomState } from "./random_state.ts";
import { Splitter } from "./splitter.ts";
import type { TrainingTable } from "./training_table.ts";
import { Xorshift } from "./xorshift.ts";

/** A fitted tree in scikit-learn's node arrays, in pre-order; it can be sent between Workers. */
export interface DecisionTree {
  /** Left child, -1 at a leaf, shape `[nNodes]`. */
  readonly left: Int32Array;
  /** Right child, -1 at a leaf, shape `[nNodes]`. */
  readonly right: Int32Array;
  /** Feature of the split, -2 at a leaf, shape `[nNodes]`. */
  readonly feature: Int32Array;
  /** Threshold of the split, -2 at a leaf, shape `[nNodes]`. */
  readonly threshold: Float64Array;
  /** Gini impurity, shape `[nNodes]`. */
  readonly impurity: Float64Array;
  /** Distinct rows, shape `[nNodes]`. */
  readonly nNodeSamples: Int32Array;
  /** Weighted rows, shape `[nNodes]`. */
  readonly cover: Float64Array;
  /** Share of each class, row-major `[nNodes, nClasses]`. */
  readonly value: Float64Array;
}

/** 2^-52, Cython's `EPSILON`: less impurity than this is none. */
const EPSILON = 2.220446049250313e-16;
const LARGEST_INT = 2147483647;

interface Pending {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly parent: number;
  readonly isLeft: boolean;
  readonly impurity: number;
  readonly nConstants: number;
}

/**
 * Grows one tree depth first (`sklearn/tree/_tree.pyx`, `DepthFirstTreeBuilder`).
 *
 * @param table The training rows.
 * @param seed The tree's own seed, from {@linkcode treeSeeds}.
 * @param params Hyper-parameters.
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
  const nodes = new NodeArrays(2 * maxLeaves - 1, nClasses);
  const counts = new Float64Array(nClasses);
  const pending: Pending[] = [{
    start: 0,
    end: samples.length,
    depth: 0,
    parent: -1,
    isLeft: false,
    impurity: 0,
    nConstants: 0,
  }];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { start, end, depth } = node;
    counts.fill(0);
    let weight = 0;
    for (let i = start; i < end; i++) {
      const row = samples[i]!;
      counts[classOf[row]!]! += weights[row]!;
      weight += weights[row]!;
    }
    const impurity = node.parent < 0 ? gini(counts, weight) : node.impurity;
    const isLeaf = depth >= maxDepth || end - start < minSamplesSplit || impurity <= EPSILON;
    let split = isLeaf
      ? null
      : splitter.search({ start, end, counts, weight, nConstants: node.nConstants });
    if (split !== null) {
      const improvement = (weight / nSamples) *
        (impurity - split.rightWeight / weight * split.rightImpurity -
          split.leftWeight / weight * split.leftImpurity);
      if (improvement + EPSILON < 0) split = null;
    }
    const id = nodes.add(node.parent, node.isLeft, impurity, end - start, weight, counts);
    if (split === null) continue;
    nodes.feature[id] = split.feature;
    nodes.threshold[id] = split.threshold;
    const child = { depth: depth + 1, parent: id, nConstants: splitter.nConstants };
    // The left child is taken next, so that ids are in pre-order.
    pending.push({
      ...child,
      start: split.position,
      end,
      isLeft: false,
      impurity: split.rightImpurity,
    });
    pending.push({
      ...child,
      start,
      end: split.position,
      isLeft: true,
      impurity: split.leftImpurity,
    });
  }
  return nodes.trimmed();
}

function bootstrapWeights(nSamples: number, seed: number, bootstrap: boolean): Float64Array {
  const weights = new Float64Array(nSamples);
  if (!bootstrap) return weights.fill(1);
  const random = new RandomState(seed);
  for (let draw = 0; draw < nSamples; draw++) weights[random.randint(0, nSamples)]!++;
  return weights;
}

/** Node arrays with room for a whole tree: one of n leaves has 2 n - 1 nodes. */
class NodeArrays {
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #impurity: Float64Array;
  readonly #nNodeSamples: Int32Array;
  readonly #cover: Float64Array;
  readonly #value: Float64Array;
  readonly #nClasses: number;
  #size = 0;

  constructor(room: number, nClasses: number) {
    this.#nClasses = nClasses;
    this.feature = new Int32Array(room).fill(-2);
    this.threshold = new Float64Array(room).fill(-2);
    this.#left = new Int32Array(room).fill(-1);
    this.#right = new Int32Array(room).fill(-1);
    this.#impurity = new Float64Array(room);
    this.#nNodeSamples = new Int32Array(room);
    this.#cover = new Float64Array(room);
    this.#value = new Float64Array(room * nClasses);
  }

  add(
    parent: number,
    isLeft: boolean,
    impurity: number,
    nSamples: number,
    weight: number,
    counts: Float64Array,
  ): number {
    const id = this.#size++;
    if (parent >= 0) (isLeft ? this.#left : this.#right)[parent] = id;
    this.#impurity[id] = impurity;
    this.#nNodeSamples[id] = nSamples;
    this.#cover[id] = weight;
    for (let c = 0; c < counts.length; c++) {
      this.#value[id * this.#nClasses + c] = counts[c]! / weight;
    }
    return id;
  }

  trimmed(): DecisionTree {
    const size = this.#size;
    return {
      left: this.#left.slice(0, size),
      right: this.#right.slice(0, size),
      feature: this.feature.slice(0, size),
      threshold: this.threshold.slice(0, size),
      impurity: this.#impurity.slice(0, size),
      nNodeSamples: this.#nNodeSamples.slice(0, size),
      cover: this.#cover.slice(0, size),
      value: this.#value.slice(0, size * this.#nClasses),
    };
  }
}
