import type { Criterion } from "../criteria/criterion.ts";
import type { NodeSorter } from "./node_sorter.ts";
import { OrderedSearch } from "./ordered_search.ts";
import type { SplitRules } from "./split_rules.ts";

/** Tries every threshold between a node's values (scikit-learn's `BestSplitter`, `node_split_best`). */
export class BestSearch extends OrderedSearch {
  readonly #sorter: NodeSorter;

  /**
   * Prepares a tree's search.
   *
   * @param criterion Measures the splits.
   * @param sorter Sorts a node's values.
   * @param rules What splits must keep.
   */
  constructor(criterion: Criterion, sorter: NodeSorter, rules: SplitRules) {
    super(criterion, sorter, rules);
    this.#sorter = sorter;
  }

  look(feature: number): boolean {
    const { start, end } = this.node;
    this.current = feature;
    const nMissing = this.#sorter.sort(feature, start, end);
    const last = end - nMissing - 1;
    if (last < start || this.#isClose(start, last)) return false;
    this.criterion.countMissing(nMissing);
    this.#scan(feature, nMissing, false);
    if (nMissing > 0) {
      this.#scan(feature, nMissing, true);
      this.#tryMissingAlone(feature, nMissing);
    }
    return true;
  }

  protected mustPartition(): boolean {
    return true;
  }

  #scan(feature: number, nMissing: number, missingGoesLeft: boolean): void {
    const { criterion, node: { start, end: nodeEnd } } = this;
    const { values } = this.nodeValues;
    const end = nodeEnd - nMissing;
    criterion.missingGoesLeft = missingGoesLeft;
    criterion.reset();
    const nLeftMissing = missingGoesLeft ? nMissing : 0;
    const nRightMissing = nMissing - nLeftMissing;
    for (let p = start; p < end;) {
      while (p + 1 < end && this.#isClose(p, p + 1)) p++;
      const before = p++;
      if (p >= end) break;
      const nLeft = p - start + nLeftMissing;
      const nRight = end - p + nRightMissing;
      if (!this.hasRows(nLeft, nRight)) continue;
      criterion.update(p);
      if (!this.keepsOrder(feature) || !this.hasWeight() || !this.isBetter()) continue;
      const [low, high] = [values[before]!, values[p]!];
      const middle = low / 2 + high / 2;
      this.keep({
        feature,
        threshold: middle === high || Math.abs(middle) === Infinity ? low : middle,
        position: p,
        nMissing,
        missingGoesLeft: nMissing > 0 ? missingGoesLeft : nLeft > nRight,
      });
    }
  }

  /** All values on the left, what has none on the right. */
  #tryMissingAlone(feature: number, nMissing: number): void {
    const { criterion, node: { start, end } } = this;
    const position = end - nMissing;
    if (!this.hasRows(position - start, nMissing)) return;
    criterion.missingGoesLeft = false;
    criterion.update(position);
    if (!this.hasWeight() || !this.isBetter()) return;
    this.keep({ feature, threshold: Infinity, position, nMissing, missingGoesLeft: false });
  }

  #isClose(low: number, high: number): boolean {
    const { values } = this.nodeValues;
    return values[high]! <= Math.fround(values[low]! + this.rules.featureThreshold);
  }
}
