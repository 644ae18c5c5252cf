import type { ForestParams } from "./forest_params.ts";
import { GiniCriterion } from "./gini_criterion.ts";
import { RankBuckets } from "./rank_buckets.ts";
import type { TrainingTable } from "./training_table.ts";
import type { Xorshift } from "./xorshift.ts";

/** The best split of a node. */
export interface Split {
  /** Feature to compare. */
  readonly feature: number;
  /** Rank of the largest value that goes left. */
  readonly rank: number;
  /** Rows whose value is not larger go left. */
  readonly threshold: number;
  /** Position in the samples of the first row that goes right. */
  readonly position: number;
  /** Weighted rows that go left. */
  readonly leftWeight: number;
  /** Weighted rows that go right. */
  readonly rightWeight: number;
  /** Gini impurity of the left side. */
  readonly leftImpurity: number;
  /** Gini impurity of the right side. */
  readonly rightImpurity: number;
  /** What is compared to find the best split: the larger, the purer both sides. */
  readonly proxy: number;
}

/** What the splitter must know of a node. */
export interface SplitterNode {
  /** First position of the node's rows in the samples. */
  readonly start: number;
  /** Position after its last row. */
  readonly end: number;
  /** Weighted rows of each class, shape `[nClasses]`. */
  readonly counts: Float64Array;
  /** Their sum. */
  readonly weight: number;
  /** Features that an ancestor found to be constant. */
  readonly nConstants: number;
}

/**
 * Finds the best split of a node among randomly drawn features, in the very order of scikit-learn's
 * `BestSplitter` (`sklearn/tree/_splitter.pyx`, `node_split_best`).
 */
export class Splitter {
  /** Rows of the tree; a node is a range of them. */
  readonly samples: Int32Array;
  /** Constant features of the node that was searched last, known ones included. */
  nConstants = 0;

  readonly #table: TrainingTable;
  readonly #weights: Float64Array;
  readonly #random: Xorshift;
  readonly #params: ForestParams;
  readonly #maxFeatures: number;
  // The order of the features is never reset between nodes: later draws depend on it.
  readonly #features: Int32Array;
  readonly #constants: Int32Array;
  readonly #buckets: RankBuckets;
  readonly #criterion: GiniCriterion;
  readonly #threshold: number;

  /**
   * Prepares a tree's splitter.
   *
   * @param table The training rows.
   * @param weights How often each row was drawn, shape `[nSamples]`; rows of weight 0 are left out.
   * @param random Draws the features.
   * @param params Hyper-parameters.
   */
  constructor(table: TrainingTable, weights: Float64Array, random: Xorshift, params: ForestParams) {
    const { nSamples, nFeatures, nClasses, values, classOf } = table;
    this.#table = table;
    this.#weights = weights;
    this.#random = random;
    this.#params = params;
    this.#maxFeatures = resolveMaxFeatures(params.maxFeatures, nFeatures);
    this.#features = new Int32Array(nFeatures).map((_, feature) => feature);
    this.#constants = new Int32Array(nFeatures);
    const samples = new Int32Array(nSamples);
    let nDrawn = 0;
    for (let row = 0; row < nSamples; row++) if (weights[row]! > 0) samples[nDrawn++] = row;
    this.samples = samples.subarray(0, nDrawn);
    this.#buckets = new RankBuckets(nSamples, Math.max(...values.map(({ length }) => length)));
    this.#criterion = new GiniCriterion(classOf, weights, nClasses);
    // scikit-learn adds float32 to float32.
    this.#threshold = Math.fround(params.featureThreshold);
  }

  /**
   * Searches the best split of a node and, if there is one, puts the rows that go left first.
   *
   * @param node The node.
   * @returns The split, or `null` if no candidate leaves enough rows on both sides.
   */
  search(node: SplitterNode): Split | null {
    const features = this.#features;
    const known = node.nConstants;
    let remaining = features.length;
    let nVisited = 0;
    let nFound = 0;
    let nDrawn = 0;
    let nConstants = known;
    let best: Split | null = null;
    // A known constant counts as visited, but one feature that is not constant is always looked for.
    while (
      remaining > nConstants && (nVisited < this.#maxFeatures || nVisited <= nFound + nDrawn)
    ) {
      nVisited++;
      let at = this.#random.integer(nDrawn, remaining - nFound);
      if (at < known) {
        swap(features, nDrawn++, at);
        continue;
      }
      at += nFound;
      const feature = features[at]!;
      this.#buckets.fill(this.samples, node.start, node.end, this.#table.ranks[feature]!);
      if (this.#isConstant(feature)) {
        swap(features, at, nConstants++);
        nFound++;
      } else {
        swap(features, --remaining, at);
        best = this.#scan(feature, node, best);
      }
      this.#buckets.clear();
    }
    for (let i = 0; i < known; i++) features[i] = this.#constants[i]!;
    for (let i = known; i < nConstants; i++) this.#constants[i] = features[i]!;
    this.nConstants = nConstants;
    if (best !== null) this.#partition(best, node);
    return best;
  }

  #isConstant(feature: number): boolean {
    const { ranks, size } = this.#buckets;
    const values = this.#table.values[feature]!;
    return this.#isClose(values[ranks[0]!]!, values[ranks[size - 1]!]!);
  }

  /** Tries every border between the values of a feature; returns the best split so far. */
  #scan(feature: number, node: SplitterNode, best: Split | null): Split | null {
    const { minSamplesLeaf } = this.#params;
    const { ranks, size, head, next } = this.#buckets;
    const values = this.#table.values[feature]!;
    const criterion = this.#criterion;
    const nSamples = node.end - node.start;
    criterion.reset(node.counts, node.weight);
    let bestProxy = best === null ? -Infinity : best.proxy;
    let nLeft = 0;
    let before = 0;
    for (let i = 0; i < size; i++) {
      const rank = ranks[i]!;
      const isAllowed = nLeft >= minSamplesLeaf && nSamples - nLeft >= minSamplesLeaf;
      if (isAllowed && !this.#isClose(values[before]!, values[rank]!)) {
        const proxy = criterion.proxyImprovement;
        // Strictly better: of equals the first wins, across features too.
        if (proxy > bestProxy) {
          bestProxy = proxy;
          best = {
            feature,
            rank: before,
            // Between two different float32 there is always a double.
            threshold: values[before]! / 2 + values[rank]! / 2,
            position: node.start + nLeft,
            leftWeight: criterion.leftWeight,
            rightWeight: criterion.rightWeight,
            leftImpurity: criterion.leftImpurity,
            rightImpurity: criterion.rightImpurity,
            proxy,
          };
        }
      }
      for (let row = head[rank]! - 1; row >= 0; row = next[row]! - 1) {
        criterion.moveLeft(row);
        nLeft++;
      }
      before = rank;
    }
    return best;
  }

  #isClose(low: number, high: number): boolean {
    return high <= Math.fround(low + this.#threshold);
  }

  #partition({ feature, rank }: Split, { start, end }: SplitterNode): void {
    const ranks = this.#table.ranks[feature]!;
    const samples = this.samples;
    let left = start;
    let right = end - 1;
    while (left <= right) {
      const row = samples[left]!;
      if (ranks[row]! <= rank) {
        left++;
      } else {
        samples[left] = samples[right]!;
        samples[right--] = row;
      }
    }
  }
}

function swap(features: Int32Array, a: number, b: number): void {
  const feature = features[a]!;
  features[a] = features[b]!;
  features[b] = feature;
}

function resolveMaxFeatures(maxFeatures: ForestParams["maxFeatures"], nFeatures: number): number {
  if (maxFeatures === null) return nFeatures;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(nFeatures)));
  return maxFeatures < 1 ? Math.max(1, Math.floor(maxFeatures * nFeatures)) : maxFeatures;
}
