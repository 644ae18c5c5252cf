import type { Criterion } from "../criteria/criterion.ts";
import type { NodeValues } from "./node_values.ts";
import { isMonotonic, type SplitRules } from "./split_rules.ts";
import type { Split, SplitSearch, SplitterNode } from "./split_search.ts";

/** A candidate for a node's split. */
interface Candidate {
  readonly feature: number;
  readonly threshold: number;
  readonly position: number;
  readonly nMissing: number;
  readonly missingGoesLeft: boolean;
}

/**
 * What the searches have in common that keep scikit-learn's order of rows: they share one array of rows
 * for the whole tree, which each feature's search and each split permute, and sums run over it as it lies.
 */
export abstract class OrderedSearch implements SplitSearch {
  protected readonly criterion: Criterion;
  protected readonly nodeValues: NodeValues;
  protected readonly rules: SplitRules;
  protected node: SplitterNode = {
    start: 0,
    end: 0,
    impurity: NaN,
    nConstants: 0,
    lower: -Infinity,
    upper: Infinity,
  };
  /** Feature that was searched last. */
  protected current = -1;
  #best: Candidate | null = null;
  #bestProxy = -Infinity;

  /**
   * Prepares a tree's search.
   *
   * @param criterion Measures the splits.
   * @param nodeValues Holds values, and the order of rows.
   * @param rules What splits must keep.
   */
  constructor(criterion: Criterion, nodeValues: NodeValues, rules: SplitRules) {
    this.criterion = criterion;
    this.nodeValues = nodeValues;
    this.rules = rules;
  }

  begin(node: SplitterNode): void {
    this.node = node;
    this.#best = null;
    this.#bestProxy = -Infinity;
  }

  abstract look(feature: number): boolean;

  /** Whether rows must be put in the order of the best split, or lie so already. */
  protected abstract mustPartition(bestFeature: number): boolean;

  finish(): Split | null {
    const best = this.#best;
    if (best === null) return null;
    const { criterion, nodeValues, node } = this;
    const { feature, threshold, nMissing, missingGoesLeft } = best;
    if (this.mustPartition(feature)) nodeValues.partition(best, node.start, node.end, nMissing);
    criterion.countMissing(nMissing);
    criterion.missingGoesLeft = missingGoesLeft;
    criterion.reset();
    criterion.update(best.position);
    criterion.measureSides();
    const improvement = criterion.improvement(node.impurity, this.rules.totalWeight);
    const middle = criterion.middleValue();
    const { leftImpurity, rightImpurity } = criterion;
    let { position } = best;
    if (nMissing > 0 && missingGoesLeft) {
      nodeValues.moveMissingLeft(position, node.end, nMissing);
      position += nMissing;
    }
    return {
      feature,
      threshold,
      missingGoesLeft,
      position,
      leftImpurity,
      rightImpurity,
      improvement,
      middle,
    };
  }

  /** Whether both sides have rows enough. */
  protected hasRows(nLeft: number, nRight: number): boolean {
    const { minSamplesLeaf } = this.rules;
    return nLeft >= minSamplesLeaf && nRight >= minSamplesLeaf;
  }

  /** Whether the criterion's position leaves weight enough on both sides. */
  protected hasWeight(): boolean {
    const { minWeightLeaf } = this.rules;
    return !(this.criterion.leftWeight < minWeightLeaf) &&
      !(this.criterion.rightWeight < minWeightLeaf);
  }

  /** Whether the criterion's position keeps the feature's constraint. */
  protected keepsOrder(feature: number): boolean {
    const sign = this.rules.monotonic?.[feature] ?? 0;
    return sign === 0 || isMonotonic(this.criterion, sign, this.node);
  }

  /** Whether the criterion's position is better than all before: of equals the first stays. */
  protected isBetter(): boolean {
    const proxy = this.criterion.proxy();
    // NaN is never better.
    if (!(proxy > this.#bestProxy)) return false;
    this.#bestProxy = proxy;
    return true;
  }

  protected keep(candidate: Candidate): void {
    this.#best = candidate;
  }
}
