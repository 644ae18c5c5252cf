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

/** Nodes of a {@linkcode TreeBuilder}'s piece, a power of two. */
const PIECE = 2048;

/** A tree that grows, in pieces: no node is moved, and no more room is taken than for one more piece. */
export class TreeBuilder {
  /** Numbers of a node's value. */
  readonly nOutputs: number;
  readonly #pieces: DecisionTree[] = [];
  #nNodes = 0;

  /**
   * Begins a tree.
   *
   * @param nOutputs Numbers of a node's value.
   */
  constructor(nOutputs: number) {
    this.nOutputs = nOutputs;
  }

  /** Begins another tree in the same room. */
  clear(): void {
    this.#nNodes = 0;
  }

  /**
   * Adds a node, a leaf for the time being.
   *
   * @param figures What it is made of.
   * @returns Its index; its value is for the caller to write.
   */
  add({ impurity, nRows, weight }: NodeFigures): number {
    const id = this.#nNodes++;
    if (id === PIECE * this.#pieces.length) this.#pieces.push(emptyTree(PIECE, this.nOutputs));
    const piece = this.#pieceOf(id);
    const at = id % PIECE;
    piece.left[at] = -1;
    piece.right[at] = -1;
    piece.feature[at] = -2;
    piece.threshold[at] = -2;
    piece.missingGoesLeft[at] = 0;
    piece.impurity[at] = impurity;
    piece.nNodeSamples[at] = nRows;
    piece.cover[at] = weight;
    return id;
  }

  /**
   * Tells where the value of a node lies, and those of its neighbours.
   *
   * @param id The node.
   * @returns Values, row-major `[.., nOutputs]`; the node's begin at {@linkcode valueOffset}.
   */
  valuesNear(id: number): Float64Array {
    return this.#pieceOf(id).value;
  }

  /**
   * Tells where in {@linkcode valuesNear} the value of a node begins.
   *
   * @param id The node.
   */
  valueOffset(id: number): number {
    return id % PIECE * this.nOutputs;
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
    const piece = this.#pieceOf(id);
    const at = id % PIECE;
    piece.feature[at] = split.feature;
    piece.threshold[at] = split.threshold;
    piece.missingGoesLeft[at] = split.missingGoesLeft ? 1 : 0;
  }

  /**
   * Links a node with its child.
   *
   * @param parent The node.
   * @param isLeft Which of both it is.
   */
  link(parent: number, child: number, isLeft: boolean): void {
    const piece = this.#pieceOf(parent);
    (isLeft ? piece.left : piece.right)[parent % PIECE] = child;
  }

  /**
   * Ends the tree.
   *
   * @returns The tree, with no more memory than it needs.
   */
  finish(): DecisionTree {
    const nNodes = this.#nNodes;
    const tree = emptyTree(nNodes, this.nOutputs);
    for (let start = 0; start < nNodes; start += PIECE) {
      const piece = this.#pieceOf(start);
      const n = Math.min(PIECE, nNodes - start);
      tree.left.set(piece.left.subarray(0, n), start);
      tree.right.set(piece.right.subarray(0, n), start);
      tree.feature.set(piece.feature.subarray(0, n), start);
      tree.threshold.set(piece.threshold.subarray(0, n), start);
      tree.missingGoesLeft.set(piece.missingGoesLeft.subarray(0, n), start);
      tree.impurity.set(piece.impurity.subarray(0, n), start);
      tree.nNodeSamples.set(piece.nNodeSamples.subarray(0, n), start);
      tree.cover.set(piece.cover.subarray(0, n), start);
      tree.value.set(piece.value.subarray(0, n * this.nOutputs), start * this.nOutputs);
    }
    return tree;
  }

  #pieceOf(id: number): DecisionTree {
    return this.#pieces[id / PIECE | 0]!;
  }
}

/**
 * Makes a tree with room for its nodes.
 *
 * @param nNodes Number of nodes.
 * @param nOutputs Values of a node.
 * @returns The tree, all 0.
 */
export function emptyTree(nNodes: number, nOutputs: number): DecisionTree {
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
