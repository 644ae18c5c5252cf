import type { ForestParams } from "./forest_params.ts";
import { gini } from "./gini.ts";
import type { TrainingTable } from "./training_table.ts";
import type { Xorshift } from "./xorshift.ts";

/** The best split of a node. */
export interface Split {
  /** Feature to compare. */
  readonly feature: number;
  /** Rows whose value is not larger go left. */
  readonly threshold: number;
  /** Position in the samples of the first row that goes right. */
  readonly position: number;
  /** Weighted rows that go left and right. */
  readonly leftWeight: number;
  readonly rightWeight: number;
  /** Gini impurity of both sides. */
  readonly leftImpurity: number;
  readonly rightImpurity: number;
}

/** Features per split, resolved as scikit-learn resolves `max_features`. */
function resolveMaxFeatures(maxFeatures: ForestParams["maxFeatures"], nFeatures: number): number {
  if (maxFeatures === null) return nFeatures;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(nFeatures)));
  return maxFeatures < 1
    ? Math.max(1, Math.floor(maxFeatures * nFeatures))
    : Math.min(maxFeatures, nFeatures);
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
  readonly #minSamplesLeaf: number;
  readonly #threshold: number;
  readonly #maxFeatures: number;
  // The order of the features is never reset between nodes: later draws depend on it.
  readonly #features: Int32Array;
  readonly #constants: Int32Array;
  readonly #keys: Uint32Array | Float64Array;
  readonly #values: Float32Array;
  readonly #rows: Int32Array;
  readonly #left: Float64Array;
  readonly #right: Float64Array;

  /**
   * Prepares a tree's splitter.
   *
   * @param table The training rows.
   * @param weights How often each row was drawn, shape `[nSamples]`; rows of weight 0 are left out.
   * @param random Draws the features.
   * @param params Hyper-parameters.
   */
  constructor(table: TrainingTable, weights: Float64Array, random: Xorshift, params: ForestParams) {
    const { nSamples, nFeatures, nClasses } = table;
    this.#table = table;
    this.#weights = weights;
    this.#random = random;
    this.#minSamplesLeaf = params.minSamplesLeaf;
    this.#threshold = params.featureThreshold;
    this.#maxFeatures = resolveMaxFeatures(params.maxFeatures, nFeatures);
    this.#features = Int32Array.from({ length: nFeatures }, (_, feature) => feature);
    this.#constants = new Int32Array(nFeatures);
    const drawn: number[] = [];
    for (let row = 0; row < nSamples; row++) if (weights[row]! > 0) drawn.push(row);
    this.samples = Int32Array.from(drawn);
    // A key is rank * nSamples + row; it fits 32 bits up to 65 535 rows.
    this.#keys = nSamples < 65536 ? new Uint32Array(drawn.length) : new Float64Array(drawn.length);
    this.#values = new Float32Array(drawn.length);
    this.#rows = new Int32Array(drawn.length);
    this.#left = new Float64Array(nClasses);
    this.#right = new Float64Array(nClasses);
  }

  /**
   * Searches the best split of a node and, if there is one, puts the rows that go left first.
   *
   * @param start First position of the node's rows.
   * @param end Position after its last row.
   * @param counts Weighted rows of each class, shape `[nClasses]`.
   * @param weight Their sum.
   * @param known Features that an ancestor found to be constant.
   * @returns The split, or `null` if no candidate leaves enough rows on both sides.
   */
  search(
    start: number,
    end: number,
    counts: Float64Array,
    weight: number,
    known: number,
  ): Split | null {
    const features = this.#features;
    const nFeatures = features.length;
    let remaining = nFeatures;
    let visited = 0;
    let found = 0;
    let drawn = 0;
    let total = known;
    let best: Split | null = null;
    let bestProxy = -Infinity;
    const swap = (a: number, b: number) => {
      const feature = features[a]!;
      features[a] = features[b]!;
      features[b] = feature;
    };
    while (remaining > total && (visited < this.#maxFeatures || visited <= found + drawn)) {
      visited++;
      let at = this.#random.integer(drawn, remaining - found);
      if (at < known) {
        swap(drawn++, at);
        continue;
      }
      at += found;
      const feature = features[at]!;
      const n = this.#sort(feature, start, end);
      if (this.#values[n - 1]! <= Math.fround(this.#values[0]! + this.#threshold)) {
        swap(at, total++);
        found++;
        continue;
      }
      swap(--remaining, at);
      const candidate = this.#scan(feature, start, n, counts, weight, bestProxy);
      if (candidate !== null) [bestProxy, best] = candidate;
    }
    features.set(this.#constants.subarray(0, known));
    this.#constants.set(features.subarray(known, known + found), known);
    this.nConstants = total;
    if (best !== null) this.#partition(best, start, end);
    return best;
  }

  /** Fills values and rows, ascending by value; returns their number. */
  #sort(feature: number, start: number, end: number): number {
    const { nSamples, ranks, columns } = this.#table;
    const rank = ranks[feature]!;
    const column = columns[feature]!;
    const n = end - start;
    const keys = this.#keys.subarray(0, n);
    for (let i = 0; i < n; i++) {
      const row = this.samples[start + i]!;
      keys[i] = rank[row]! * nSamples + row;
    }
    keys.sort();
    for (let i = 0; i < n; i++) {
      const row = keys[i]! % nSamples;
      this.#rows[i] = row;
      this.#values[i] = column[row]!;
    }
    return n;
  }

  #scan(
    feature: number,
    start: number,
    n: number,
    counts: Float64Array,
    weight: number,
    bestProxy: number,
  ): [proxy: number, split: Split] | null {
    const values = this.#values;
    const left = this.#left.fill(0);
    const right = this.#right;
    const { classOf } = this.#table;
    let best: [number, Split] | null = null;
    let leftWeight = 0;
    let moved = 0;
    let p = 0;
    while (p < n) {
      while (p + 1 < n && values[p + 1]! <= Math.fround(values[p]! + this.#threshold)) p++;
      const before = p++;
      if (p >= n) break;
      if (p < this.#minSamplesLeaf || n - p < this.#minSamplesLeaf) continue;
      for (; moved < p; moved++) {
        const row = this.#rows[moved]!;
        left[classOf[row]!]! += this.#weights[row]!;
        leftWeight += this.#weights[row]!;
      }
      for (let c = 0; c < counts.length; c++) right[c] = counts[c]! - left[c]!;
      const rightWeight = weight - leftWeight;
      const leftImpurity = gini(left, leftWeight);
      const rightImpurity = gini(right, rightWeight);
      const proxy = -rightWeight * rightImpurity - leftWeight * leftImpurity;
      // Strictly better: of equals the first wins, across features too.
      if (proxy <= bestProxy) continue;
      bestProxy = proxy;
      const middle = values[before]! / 2 + values[p]! / 2;
      // scikit-learn up to 1.7; it happens only where two floats have no room between them.
      const isBetween = middle !== values[p] && Number.isFinite(middle);
      const threshold = isBetween ? middle : values[before]!;
      best = [proxy, {
        feature,
        threshold,
        position: start + p,
        leftWeight,
        rightWeight,
        leftImpurity,
        rightImpurity,
      }];
    }
    return best;
  }

  #partition({ feature, threshold }: Split, start: number, end: number): void {
    const column = this.#table.columns[feature]!;
    const samples = this.samples;
    let left = start;
    let right = end - 1;
    while (left <= right) {
      const row = samples[left]!;
      if (column[row]! <= threshold) {
        left++;
      } else {
        samples[left] = samples[right]!;
        samples[right--] = row;
      }
    }
  }
}
