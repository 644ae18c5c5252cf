import type { CatboostTrees } from "./catboost_trees.ts";

/** Nodes of an ensemble while they are laid out. */
export class NodeArrays {
  /** Left children. */
  readonly left: Int32Array;
  /** Right children. */
  readonly right: Int32Array;
  /** Columns. */
  readonly feature: Int32Array;
  /** Borders. */
  readonly threshold: Float64Array;
  /** Whether missing values go left. */
  readonly goesLeft: Uint8Array;
  /** Weights of training rows; `null` if the file has none. */
  readonly cover: Float64Array | null;
  /** Values of leaves. */
  readonly value: Float64Array;
  readonly #trees: CatboostTrees;

  /**
   * Begins with leaves of 0.
   *
   * @param nNodes Number of nodes of all trees.
   * @param trees What they are made of.
   */
  constructor(nNodes: number, trees: CatboostTrees) {
    this.#trees = trees;
    this.left = new Int32Array(nNodes).fill(-1);
    this.right = new Int32Array(nNodes).fill(-1);
    this.feature = new Int32Array(nNodes).fill(-2);
    this.threshold = new Float64Array(nNodes).fill(-2);
    this.goesLeft = new Uint8Array(nNodes);
    const hasCover = trees.leafWeights.length * trees.nOutputs === trees.leafValues.length;
    this.cover = hasCover ? new Float64Array(nNodes) : null;
    this.value = new Float64Array(nNodes * trees.nOutputs);
  }

  /**
   * Makes a node that splits.
   *
   * @param node The node.
   * @param split Index of its split.
   * @param left Its left child, where the bit is 0.
   * @param right Its right child.
   */
  split(node: number, split: number, left: number, right: number): void {
    const { splitFeature, splitBorder, splitMissing } = this.#trees;
    this.left[node] = left;
    this.right[node] = right;
    this.feature[node] = splitFeature[split]!;
    this.threshold[node] = splitBorder[split]!;
    this.goesLeft[node] = splitMissing[split] === 1 ? 0 : 1;
  }

  /**
   * Makes a leaf.
   *
   * @param node The node.
   * @param at Where its values begin in the file's list.
   */
  leaf(node: number, at: number): void {
    const { nOutputs, leafValues, leafWeights } = this.#trees;
    for (let k = 0; k < nOutputs; k++) this.value[node * nOutputs + k] = leafValues[at + k]!;
    if (this.cover !== null) this.cover[node] = leafWeights[at / nOutputs]!;
  }

  /**
   * Adds up the weights of a tree's leaves; children come after their parents.
   *
   * @param root First node.
   * @param end End of the nodes that split.
   */
  sumCovers(root: number, end: number): void {
    if (this.cover === null) return;
    for (let node = end - 1; node >= root; node--) {
      if (this.left[node]! < 0) continue;
      this.cover[node] = this.cover[this.left[node]!]! + this.cover[this.right[node]!]!;
    }
  }
}
