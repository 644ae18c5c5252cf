import { type Column, valueOf } from "../column.ts";
import { PACK, type PackedKeys } from "./packed_keys.ts";
import type { RankBuckets } from "./rank_buckets.ts";
import type { SplitRules } from "./split_rules.ts";
import type { Split, SplitSearch, SplitterNode } from "./split_search.ts";
import type { TrainingTable } from "../training_table.ts";
import type { TreeRoom } from "./tree_room.ts";
import type { WeightedClasses } from "./weighted_classes.ts";
import type { WholeGini } from "./whole_gini.ts";

/** Ranks for each row of a node from which walking over the buckets of ranks costs more than sorting. */
const RANKS_A_ROW = 64;
const UNPACK = 1 / PACK;

/** What the search needs beside the rows. */
export interface RankSearchParts {
  /** Weights and classes of the rows. */
  readonly classes: WeightedClasses;
  /** Measures the splits. */
  readonly gini: WholeGini;
  /** What splits must keep. */
  readonly rules: SplitRules;
  /** Where rows are sorted. */
  readonly room: TreeRoom;
}

/**
 * Tries every threshold, as `BestSearch` does, where the order of rows does not matter: classes with
 * whole weights and no missing values. Rows are sorted by buckets, in about linear time.
 */
export class RankSearch implements SplitSearch {
  readonly #table: TrainingTable;
  readonly #samples: Int32Array;
  readonly #classes: WeightedClasses;
  readonly #rules: SplitRules;
  readonly #gini: WholeGini;
  readonly #buckets: RankBuckets;
  readonly #packed: PackedKeys;
  #start = 0;
  #end = 0;
  #impurity = 0;
  #current = -1;
  // The best split so far, in fields: it changes often.
  #feature = -1;
  #key = 0;
  #threshold = 0;
  #nLeft = 0;
  #proxy = -Infinity;
  #leftWeight = 0;
  #rightWeight = 0;
  #leftImpurity = 0;
  #rightImpurity = 0;

  /**
   * Prepares a tree's search.
   *
   * @param table The training rows.
   * @param samples Rows of the tree.
   * @param parts Weights, measure, rules and room.
   */
  constructor(table: TrainingTable, samples: Int32Array, parts: RankSearchParts) {
    const { classes, gini, rules, room } = parts;
    this.#table = table;
    this.#samples = samples;
    this.#classes = classes;
    this.#rules = rules;
    this.#gini = gini;
    this.#buckets = room.buckets(
      Math.max(0, ...table.columns.map(({ values }) => values?.length ?? 0)),
    );
    this.#packed = room.packed(samples.length);
  }

  begin({ start, end, impurity }: SplitterNode): void {
    this.#start = start;
    this.#end = end;
    this.#impurity = impurity;
    this.#feature = -1;
    this.#proxy = -Infinity;
  }

  look(feature: number): boolean {
    this.#current = feature;
    const column = this.#table.columns[feature]!;
    const nRanks = column.values === null ? Infinity : column.values.length;
    return nRanks <= RANKS_A_ROW * (this.#end - this.#start)
      ? this.#lookByRank(column)
      : this.#lookByKey(column);
  }

  finish(): Split | null {
    if (this.#feature < 0) return null;
    const start = this.#start;
    const nLeft = this.#nLeft;
    this.#partition();
    const { weight } = this.#gini;
    const leftImpurity = this.#leftImpurity;
    const rightImpurity = this.#rightImpurity;
    return {
      feature: this.#feature,
      threshold: this.#threshold,
      missingGoesLeft: nLeft > this.#end - start - nLeft,
      position: start + nLeft,
      leftImpurity,
      rightImpurity,
      improvement: weight / this.#rules.totalWeight *
        (this.#impurity - this.#rightWeight / weight * rightImpurity -
          this.#leftWeight / weight * leftImpurity),
      middle: NaN,
    };
  }

  #lookByRank(column: Column): boolean {
    const buckets = this.#buckets;
    // Only columns of ranks come here.
    buckets.fill(this.#samples, this.#start, this.#end, column.keys as Uint16Array);
    const { ranks, size, head, next } = buckets;
    const isConstant = this.#isClose(column, ranks[0]!, ranks[size - 1]!);
    if (!isConstant) {
      const gini = this.#gini;
      const { numbers, shift } = this.#classes;
      const mask = (1 << shift) - 1;
      gini.reset();
      let nLeft = 0;
      for (let i = 0; i < size; i++) {
        const rank = ranks[i]!;
        if (i > 0) this.#tryBorder(column, ranks[i - 1]!, rank, nLeft);
        for (let row = head[rank]! - 1; row >= 0; row = next[row]! - 1) {
          const number = numbers[row]!;
          gini.moveLeft(number & mask, number >> shift);
          nLeft++;
        }
      }
    }
    buckets.clear();
    return !isConstant;
  }

  #lookByKey(column: Column): boolean {
    const n = this.#end - this.#start;
    const { keys } = column;
    const samples = this.#samples;
    const { numbers, shift } = this.#classes;
    const unsorted = this.#packed.keys;
    const start = this.#start;
    for (let i = 0; i < n; i++) {
      const row = samples[start + i]!;
      unsorted[i] = keys[row]! * PACK + numbers[row]!;
    }
    this.#packed.sort(n);
    const packed = this.#packed.keys;
    let before = Math.floor(packed[0]! * UNPACK);
    if (this.#isClose(column, before, Math.floor(packed[n - 1]! * UNPACK))) return false;
    const gini = this.#gini;
    const mask = (1 << shift) - 1;
    gini.reset();
    for (let i = 0; i < n; i++) {
      const value = packed[i]!;
      const key = Math.floor(value * UNPACK);
      if (key !== before) {
        this.#tryBorder(column, before, key, i);
        before = key;
      }
      const number = value - key * PACK | 0;
      gini.moveLeft(number & mask, number >> shift);
    }
    return true;
  }

  /** Weighs up the split between two keys that follow each other. */
  #tryBorder(column: Column, before: number, after: number, nLeft: number): void {
    const { minSamplesLeaf, minWeightLeaf } = this.#rules;
    const gini = this.#gini;
    const isAllowed = nLeft >= minSamplesLeaf &&
      this.#end - this.#start - nLeft >= minSamplesLeaf &&
      gini.leftWeight >= minWeightLeaf && gini.rightWeight >= minWeightLeaf;
    if (!isAllowed) return;
    const proxy = gini.proxyImprovement;
    // Strictly better: of equals the first wins, across features too.
    if (!(proxy > this.#proxy) || this.#isClose(column, before, after)) return;
    this.#proxy = proxy;
    this.#feature = this.#current;
    this.#key = before;
    // Between two different float32 there is always a double.
    this.#threshold = valueOf(column, before) / 2 + valueOf(column, after) / 2;
    this.#nLeft = nLeft;
    this.#leftWeight = gini.leftWeight;
    this.#rightWeight = gini.rightWeight;
    this.#leftImpurity = gini.leftImpurity;
    this.#rightImpurity = gini.rightImpurity;
  }

  #isClose(column: Column, low: number, high: number): boolean {
    return valueOf(column, high) <=
      Math.fround(valueOf(column, low) + this.#rules.featureThreshold);
  }

  /** Puts the rows that go left first, both sides in the order in which they lay: rows read in order are near. */
  #partition(): void {
    const { keys } = this.#table.columns[this.#feature]!;
    const key = this.#key;
    const samples = this.#samples;
    const right = this.#packed.spare;
    let nLeft = this.#start;
    let nRight = 0;
    for (let at = this.#start; at < this.#end; at++) {
      const row = samples[at]!;
      if (keys[row]! <= key) samples[nLeft++] = row;
      else right[nRight++] = row;
    }
    for (let i = 0; i < nRight; i++) samples[nLeft + i] = right[i]!;
  }
}
