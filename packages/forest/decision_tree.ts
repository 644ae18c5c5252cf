/** A fitted tree in scikit-learn's node arrays and order; it can be sent between Workers. */
export interface DecisionTree {
  /** Left child, -1 at a leaf, shape `[nNodes]`. */
  readonly left: Int32Array;
  /** Right child, -1 at a leaf, shape `[nNodes]`. */
  readonly right: Int32Array;
  /** Feature of the split, -2 at a leaf, shape `[nNodes]`. */
  readonly feature: Int32Array;
  /** Threshold of the split, -2 at a leaf, shape `[nNodes]`. */
  readonly threshold: Float64Array;
  /** 1 where rows without a value go left, 0 where they go right and at a leaf, shape `[nNodes]`. */
  readonly missingGoesLeft: Uint8Array;
  /** Impurity, shape `[nNodes]`. */
  readonly impurity: Float64Array;
  /** Distinct rows, shape `[nNodes]`. */
  readonly nNodeSamples: Int32Array;
  /** Weighted rows, shape `[nNodes]`. */
  readonly cover: Float64Array;
  /** Share of each class, or one number, row-major `[nNodes, nOutputs]`. */
  readonly value: Float64Array;
}

/** What a node is made of before it is known whether it is split. */
export interface NodeFigures {
  /** Impurity. */
  readonly impurity: number;
  /** Distinct rows. */
  readonly nRows: number;
  /** Weighted rows. */
  readonly weight: number;
}

/** A tree that grows, in arrays that double where they are full. */
export class TreeBuilder {
  readonly #nOutputs: number;
  #tree: DecisionTree;
  #nNodes = 0;

  /**
   * Begins a tree.
   *
   * @param nOutputs Numbers of a node's value.
   * @param nExpected Nodes to make room for at first.
   */
  constructor(nOutputs: number, nExpected = 256) {
    this.#nOutputs = nOutputs;
    this.#tree = allocate(nExpected, nOutputs);
  }

  /**
   * Adds a node, a leaf for the time being.
   *
   * @param figures What it is made of.
   * @returns Its index; its value, all 0, is for the caller to write.
   */
  add({ impurity, nRows, weight }: NodeFigures): number {
    const id = this.#nNodes++;
    if (id === this.#tree.left.length) this.#tree = resize(this.#tree, 2 * id, this.#nOutputs);
    const tree = this.#tree;
    tree.left[id] = -1;
    tree.right[id] = -1;
    tree.feature[id] = -2;
    tree.threshold[id] = -2;
    tree.impurity[id] = impurity;
    tree.nNodeSamples[id] = nRows;
    tree.cover[id] = weight;
    return id;
  }

  /** Values of the nodes, row-major `[.., nOutputs]`; another array after a node was added. */
  get value(): Float64Array {
    return this.#tree.value;
  }

  /**
   * Makes a node compare.
   *
   * @param id The node.
   * @param split What it compares.
   */
  split(
    id: number,
    split: {
      readonly feature: number;
      readonly threshold: number;
      readonly missingGoesLeft: boolean;
    },
  ): void {
    this.#tree.feature[id] = split.feature;
    this.#tree.threshold[id] = split.threshold;
    this.#tree.missingGoesLeft[id] = split.missingGoesLeft ? 1 : 0;
  }

  /**
   * Links a node with its child.
   *
   * @param parent The node.
   * @param isLeft Which of both it is.
   */
  link(parent: number, child: number, isLeft: boolean): void {
    (isLeft ? this.#tree.left : this.#tree.right)[parent] = child;
  }

  /**
   * Ends the tree.
   *
   * @returns The tree, with no more memory than it needs.
   */
  finish(): DecisionTree {
    return resize(this.#tree, this.#nNodes, this.#nOutputs);
  }
}

function allocate(nNodes: number, nOutputs: number): DecisionTree {
  return {
    left: new Int32Array(nNodes),
    right: new Int32Array(nNodes),
    feature: new Int32Array(nNodes),
    threshold: new Float64Array(nNodes),
    missingGoesLeft: new Uint8Array(nNodes),
    impurity: new Float64Array(nNodes),
    nNodeSamples: new Int32Array(nNodes),
    cover: new Float64Array(nNodes),
    value: new Float64Array(nNodes * nOutputs),
  };
}

function resize(tree: DecisionTree, nNodes: number, nOutputs: number): DecisionTree {
  const resized = allocate(nNodes, nOutputs);
  resized.left.set(tree.left.subarray(0, nNodes));
  resized.right.set(tree.right.subarray(0, nNodes));
  resized.feature.set(tree.feature.subarray(0, nNodes));
  resized.threshold.set(tree.threshold.subarray(0, nNodes));
  resized.missingGoesLeft.set(tree.missingGoesLeft.subarray(0, nNodes));
  resized.impurity.set(tree.impurity.subarray(0, nNodes));
  resized.nNodeSamples.set(tree.nNodeSamples.subarray(0, nNodes));
  resized.cover.set(tree.cover.subarray(0, nNodes));
  resized.value.set(tree.value.subarray(0, nNodes * nOutputs));
  return resized;
}
