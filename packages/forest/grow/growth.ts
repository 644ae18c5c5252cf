import type { DecisionTree, TreeBuilder } from "../decision_tree.ts";
import type { GrowthLimits } from "../growth_limits.ts";
import type { NodeMeasure, Split } from "../split/split_search.ts";
import type { Splitter } from "../split/splitter.ts";

/** 2^-52, Cython's `EPSILON`: less impurity than this is none. */
const EPSILON = 2.220446049250313e-16;

/** What a tree grows by. */
export interface GrowthOptions {
  /** How far. */
  readonly limits: GrowthLimits;
  /** Weight that each side of a split needs. */
  readonly minWeightLeaf: number;
  /** Impurity that a split must remove. */
  readonly minImpurityDecrease: number;
  /** Takes the nodes up; has none yet. */
  readonly tree: TreeBuilder;
  /** For each feature whether values rise or fall with it; `null` if there are no constraints. */
  readonly monotonic: Int8Array | null;
}

/** A node that waits to be made. */
export interface PendingNode {
  /** First position of its rows. */
  readonly start: number;
  /** Position after the last. */
  readonly end: number;
  /** Steps from the root. */
  readonly depth: number;
  /** Its parent, or -1. */
  readonly parent: number;
  /** Which child it is. */
  readonly isLeft: boolean;
  /** Its impurity; NaN of the root, which is measured. */
  readonly impurity: number;
  /** Features known to be constant in it. */
  readonly nConstants: number;
  /** Least value that monotonic constraints leave it. */
  readonly lower: number;
  /** Largest value. */
  readonly upper: number;
}

/** A node that was made, and how it is split; `null` at a leaf. */
export interface MadeNode {
  /** Its index in the tree. */
  readonly id: number;
  /** Its split. */
  readonly split: Split | null;
}

/** Makes nodes: what both orders of growing share (`sklearn/tree/_tree.pyx`, `TreeBuilder`). */
export class Growth {
  /** Rows of the tree. */
  readonly nRows: number;
  readonly #splitter: Splitter;
  readonly #measure: NodeMeasure;
  readonly #options: GrowthOptions;
  readonly #tree: TreeBuilder;

  /**
   * Begins a tree.
   *
   * @param splitter Finds splits.
   * @param options Limits.
   */
  constructor(splitter: Splitter, options: GrowthOptions) {
    this.nRows = splitter.samples.length;
    this.#splitter = splitter;
    this.#measure = splitter.measure;
    this.#options = options;
    this.#tree = options.tree;
  }

  /** The root, to be made first. */
  get root(): PendingNode {
    return {
      start: 0,
      end: this.nRows,
      depth: 0,
      parent: -1,
      isLeft: false,
      impurity: NaN,
      nConstants: 0,
      lower: -Infinity,
      upper: Infinity,
    };
  }

  /**
   * Makes a node and searches its split, which puts its rows in order.
   *
   * @returns Its index and split; the tree holds it as a leaf until {@linkcode split} is called.
   */
  make(node: PendingNode): MadeNode {
    const { start, end, depth, parent } = node;
    const { limits, minWeightLeaf, minImpurityDecrease } = this.#options;
    const measure = this.#measure;
    measure.startNode(start, end);
    const { weight } = measure;
    const impurity = parent < 0 ? measure.nodeImpurity() : node.impurity;
    const id = this.#tree.add({ impurity, nRows: end - start, weight });
    if (parent >= 0) this.#tree.link(parent, id, node.isLeft);
    measure.writeValue(this.#tree.valuesNear(id), this.#tree.valueOffset(id));
    if (this.#options.monotonic !== null) this.#clip(id, node);
    const isLeaf = depth >= limits.maxDepth || end - start < limits.minSamplesSplit ||
      weight < 2 * minWeightLeaf || impurity <= EPSILON;
    if (isLeaf) return { id, split: null };
    const { nConstants, lower, upper } = node;
    const split = this.#splitter.search({ start, end, impurity, nConstants, lower, upper });
    if (split === null || split.improvement + EPSILON < minImpurityDecrease) {
      return { id, split: null };
    }
    return { id, split };
  }

  /**
   * Makes a node compare, and describes its children.
   *
   * @param node What the node was made from.
   * @param id Its index.
   * @param nConstants Features known to be constant in its children.
   * @returns The left child and the right one.
   */
  split(
    node: PendingNode,
    id: number,
    split: Split,
    nConstants = this.#splitter.nConstants,
  ): readonly [PendingNode, PendingNode] {
    this.#tree.split(id, split);
    const { start, end, lower, upper } = node;
    const { position, leftImpurity, rightImpurity, middle } = split;
    const depth = node.depth + 1;
    const sign = this.#options.monotonic?.[split.feature] ?? 0;
    return [
      {
        start,
        end: position,
        depth,
        parent: id,
        isLeft: true,
        impurity: leftImpurity,
        nConstants,
        lower: sign < 0 ? middle : lower,
        upper: sign > 0 ? middle : upper,
      },
      {
        start: position,
        end,
        depth,
        parent: id,
        isLeft: false,
        impurity: rightImpurity,
        nConstants,
        lower: sign > 0 ? middle : lower,
        upper: sign < 0 ? middle : upper,
      },
    ];
  }

  /**
   * Ends the tree.
   *
   * @returns The tree.
   */
  finish(): DecisionTree {
    return this.#tree.finish();
  }

  /** Keeps a node's value within its bounds; of two classes the second gets what the first leaves. */
  #clip(id: number, { lower, upper }: PendingNode): void {
    const value = this.#tree.valuesNear(id);
    const at = this.#tree.valueOffset(id);
    if (value[at]! < lower) value[at] = lower;
    else if (value[at]! > upper) value[at] = upper;
    if (this.#tree.nOutputs === 2) value[at + 1] = 1 - value[at]!;
  }
}
