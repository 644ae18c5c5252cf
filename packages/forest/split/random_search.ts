import type { Criterion } from "../criteria/criterion.ts";
import type { NodeValues } from "./node_values.ts";
import { OrderedSearch } from "./ordered_search.ts";
import type { SplitRules } from "./split_rules.ts";
import type { Xorshift } from "../xorshift.ts";

/** Largest number that {@linkcode Xorshift.bits} draws. */
const RAND_R_MAX = 2147483647;

/** What the random search needs of a tree. */
export interface RandomSearchParts {
  /** Rows of the tree. */
  readonly samples: Int32Array;
  /** Draws thresholds. */
  readonly random: Xorshift;
  /** 1 for a feature that may be missing, shape `[nFeatures]`. */
  readonly mayBeMissing: Uint8Array;
}

/** Tries one random threshold of each feature (scikit-learn's `RandomSplitter`, `node_split_random`). */
export class RandomSearch extends OrderedSearch {
  readonly #parts: RandomSearchParts;
  #low = 0;
  #high = 0;

  /**
   * Prepares a tree's search.
   *
   * @param criterion Measures the splits.
   * @param nodeValues Holds values, and the order of rows.
   * @param rules What splits must keep.
   * @param parts The rows and the draws.
   */
  constructor(
    criterion: Criterion,
    nodeValues: NodeValues,
    rules: SplitRules,
    parts: RandomSearchParts,
  ) {
    super(criterion, nodeValues, rules);
    this.#parts = parts;
  }

  look(feature: number): boolean {
    const { criterion, node: { start, end } } = this;
    const { random } = this.#parts;
    this.current = feature;
    const nMissing = this.nodeValues.take(feature, start, end);
    const valuesEnd = end - nMissing;
    if (valuesEnd === start) return false;
    this.#measureRange(feature, start, valuesEnd);
    const [low, high] = [this.#low, this.#high];
    if (high <= Math.fround(low + this.rules.featureThreshold)) return false;
    let threshold = (high - low) * random.bits() / RAND_R_MAX + low;
    const missingIsLeft = nMissing > 0 && random.bits() % 2 === 1;
    if (threshold === high) threshold = low;
    const position = this.#partition(threshold, start, valuesEnd);
    const nLeft = position - start + (missingIsLeft ? nMissing : 0);
    const nRight = end - start - nLeft;
    if (!this.hasRows(nLeft, nRight)) return true;
    criterion.countMissing(nMissing);
    criterion.missingGoesLeft = missingIsLeft;
    criterion.reset();
    criterion.update(position);
    if (!this.hasWeight() || !this.keepsOrder(feature) || !this.isBetter()) return true;
    const missingGoesLeft = nMissing > 0 ? missingIsLeft : nLeft > nRight;
    this.keep({ feature, threshold, position, nMissing, missingGoesLeft });
    return true;
  }

  protected mustPartition(bestFeature: number): boolean {
    return this.current !== bestFeature;
  }

  /**
   * Finds the least and the largest value. Of a feature that may be missing, a value that lowers the
   * least is not held against the largest, which so misses the first: a defect of scikit-learn 1.6 and
   * 1.7 that their trees follow from.
   */
  #measureRange(feature: number, start: number, end: number): void {
    const { values } = this.nodeValues;
    const mayBeMissing = this.#parts.mayBeMissing[feature] === 1;
    let low = mayBeMissing ? Infinity : values[start]!;
    let high = mayBeMissing ? -Infinity : values[start]!;
    for (let p = mayBeMissing ? start : start + 1; p < end; p++) {
      const value = values[p]!;
      if (value < low) low = value;
      else if (value > high) high = value;
    }
    this.#low = low;
    this.#high = high;
  }

  #partition(threshold: number, start: number, end: number): number {
    const { values } = this.nodeValues;
    const { samples } = this.#parts;
    let p = start;
    while (p < end) {
      const value = values[p]!;
      if (value <= threshold) {
        p++;
        continue;
      }
      end--;
      values[p] = values[end]!;
      values[end] = value;
      const row = samples[p]!;
      samples[p] = samples[end]!;
      samples[end] = row;
    }
    return end;
  }
}
