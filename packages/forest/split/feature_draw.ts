import type { Xorshift } from "../xorshift.ts";

/**
 * Draws the features that a node is searched by, in the very order of scikit-learn's splitters
 * (`sklearn/tree/_splitter.pyx`, `node_split_best`): constant features are remembered and handed down,
 * and at least one that is not constant is looked for.
 */
export class FeatureDraw {
  /** Constant features of the node, known ones included. */
  nConstants = 0;

  readonly #random: Xorshift;
  readonly #maxFeatures: number;
  // Never reset between nodes: later draws depend on the order.
  readonly #features: Int32Array;
  readonly #constants: Int32Array;
  #known = 0;
  #remaining = 0;
  #nVisited = 0;
  #nFound = 0;
  #nDrawn = 0;
  #at = 0;

  /**
   * Prepares a tree's draws.
   *
   * @param nFeatures Number of features.
   * @param maxFeatures How many to visit in a node.
   * @param random Draws them.
   */
  constructor(nFeatures: number, maxFeatures: number, random: Xorshift) {
    this.#random = random;
    this.#maxFeatures = maxFeatures;
    this.#features = new Int32Array(nFeatures).map((_, feature) => feature);
    this.#constants = new Int32Array(nFeatures);
  }

  /**
   * Begins a node.
   *
   * @param nConstants Features that an ancestor found to be constant.
   */
  begin(nConstants: number): void {
    this.#known = nConstants;
    this.nConstants = nConstants;
    this.#remaining = this.#features.length;
    this.#nVisited = 0;
    this.#nFound = 0;
    this.#nDrawn = 0;
  }

  /**
   * Draws the next feature, whose search ends with {@linkcode found} or {@linkcode tried}.
   *
   * @returns The feature, or -1 if these were all.
   */
  next(): number {
    const features = this.#features;
    // A known constant counts as visited, but one that is not constant is always looked for.
    while (
      this.#remaining > this.nConstants &&
      (this.#nVisited < this.#maxFeatures || this.#nVisited <= this.#nFound + this.#nDrawn)
    ) {
      this.#nVisited++;
      const at = this.#random.integer(this.#nDrawn, this.#remaining - this.#nFound);
      if (at < this.#known) {
        swap(features, this.#nDrawn++, at);
        continue;
      }
      this.#at = at + this.#nFound;
      return features[this.#at]!;
    }
    return -1;
  }

  /** Says that the feature drawn last is constant in the node. */
  found(): void {
    swap(this.#features, this.#at, this.nConstants++);
    this.#nFound++;
  }

  /** Says that the feature drawn last is not constant. */
  tried(): void {
    swap(this.#features, --this.#remaining, this.#at);
  }

  /** Ends a node. */
  end(): void {
    const [features, constants] = [this.#features, this.#constants];
    for (let i = 0; i < this.#known; i++) features[i] = constants[i]!;
    for (let i = this.#known; i < this.nConstants; i++) constants[i] = features[i]!;
  }
}

function swap(features: Int32Array, a: number, b: number): void {
  const feature = features[a]!;
  features[a] = features[b]!;
  features[b] = feature;
}
