import { gini } from "../criteria/gini.ts";
import type { NodeMeasure } from "./split_search.ts";
import type { WeightedClasses } from "./weighted_classes.ts";

/**
 * Gini impurity where all weights are whole: every sum is exact, so that rows can be taken in any order
 * and moved one at a time.
 */
export class WholeGini implements NodeMeasure {
  /** Weight of the node. */
  weight = 0;
  /** Weighted rows on the left. */
  leftWeight = 0;
  /** Weighted rows on the right. */
  rightWeight = 0;

  readonly #samples: Int32Array;
  readonly #classes: WeightedClasses;
  readonly #counts: Float64Array;
  readonly #left: Float64Array;
  // Sums of squares of the counts are whole numbers, hence exact, so that moving a row at a time
  // gives the same bits as summing over the classes at each border.
  #squares = 0;
  #leftSquares = 0;
  #rightSquares = 0;

  /**
   * Prepares a tree's criterion.
   *
   * @param samples Rows of the tree.
   * @param classes Their weights and classes.
   */
  constructor(samples: Int32Array, classes: WeightedClasses) {
    this.#samples = samples;
    this.#classes = classes;
    this.#counts = new Float64Array(classes.nClasses);
    this.#left = new Float64Array(classes.nClasses);
  }

  /** Takes up a node. */
  startNode(start: number, end: number): void {
    const samples = this.#samples;
    const { numbers, shift } = this.#classes;
    const counts = this.#counts.fill(0);
    const mask = (1 << shift) - 1;
    let weight = 0;
    for (let i = start; i < end; i++) {
      const number = numbers[samples[i]!]!;
      counts[number & mask]! += number >> shift;
      weight += number >> shift;
    }
    let squares = 0;
    for (let c = 0; c < counts.length; c++) squares += counts[c]! * counts[c]!;
    this.weight = weight;
    this.#squares = squares;
  }

  /** Impurity of the node. */
  nodeImpurity(): number {
    return gini(this.#counts, this.weight);
  }

  /** Writes the share of each class. */
  writeValue(into: Float64Array, at: number): void {
    const counts = this.#counts;
    for (let c = 0; c < counts.length; c++) into[at + c] = counts[c]! / this.weight;
  }

  /** Puts all rows of the node on the right. */
  reset(): void {
    this.#left.fill(0);
    this.leftWeight = 0;
    this.rightWeight = this.weight;
    this.#leftSquares = 0;
    this.#rightSquares = this.#squares;
  }

  /**
   * Moves a row from the right to the left.
   *
   * @param c Its class.
   */
  moveLeft(c: number, weight: number): void {
    const count = this.#left[c]!;
    this.#leftSquares += weight * (2 * count + weight);
    this.#rightSquares -= weight * (2 * (this.#counts[c]! - count) - weight);
    this.#left[c] = count + weight;
    this.leftWeight += weight;
    this.rightWeight -= weight;
  }

  /** Gini impurity of the left side. */
  get leftImpurity(): number {
    return 1 - this.#leftSquares / (this.leftWeight * this.leftWeight);
  }

  /** Gini impurity of the right side. */
  get rightImpurity(): number {
    return 1 - this.#rightSquares / (this.rightWeight * this.rightWeight);
  }

  /** What is compared to find the best split: the larger, the purer both sides. */
  get proxyImprovement(): number {
    return -this.rightWeight * this.rightImpurity - this.leftWeight * this.leftImpurity;
  }
}
