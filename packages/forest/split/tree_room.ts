import { TreeBuilder } from "../decision_tree.ts";
import { PackedKeys } from "./packed_keys.ts";
import { RankBuckets } from "./rank_buckets.ts";

/**
 * Memory that the trees of a table grow in, one after the other. Made anew for each tree it would lie
 * about as garbage, in the way of larger tables, until the engine finds it worth collecting.
 */
export class TreeRoom {
  /** Weights of the rows in a tree, shape `[nSamples]`. */
  readonly counts: Int32Array;
  #samples = new Int32Array(0);
  #packed = new PackedKeys(0);
  #buckets = new RankBuckets(0, 0);
  #builder = new TreeBuilder(1);

  /**
   * Makes the room.
   *
   * @param nSamples Rows of the table.
   */
  constructor(nSamples: number) {
    this.counts = new Int32Array(nSamples);
  }

  /**
   * Gives room for the rows of a tree.
   *
   * @param n How many.
   * @returns Shape `[n]`, with what another tree left in it.
   */
  samples(n: number): Int32Array {
    if (this.#samples.length < n) this.#samples = new Int32Array(this.#withSlack(n));
    return this.#samples.subarray(0, n);
  }

  /**
   * Gives room for sorting.
   *
   * @param n Most keys at a time.
   */
  packed(n: number): PackedKeys {
    if (this.#packed.keys.length < n) this.#packed = new PackedKeys(this.#withSlack(n));
    return this.#packed;
  }

  /**
   * Gives empty buckets.
   *
   * @param nRanks Most ranks of a column.
   */
  buckets(nRanks: number): RankBuckets {
    const nSamples = nRanks === 0 ? 0 : this.counts.length;
    const { head, next } = this.#buckets;
    if (head.length < nRanks || next.length < nSamples) {
      this.#buckets = new RankBuckets(nSamples, nRanks);
    }
    return this.#buckets;
  }

  /**
   * Gives room for nodes.
   *
   * @param nOutputs Numbers of a node's value.
   * @returns A tree without nodes.
   */
  builder(nOutputs: number): TreeBuilder {
    if (this.#builder.nOutputs !== nOutputs) this.#builder = new TreeBuilder(nOutputs);
    this.#builder.clear();
    return this.#builder;
  }

  /** Trees draw about as many rows each: what suffices for one should for the next. */
  #withSlack(n: number): number {
    return Math.min(this.counts.length, n + Math.ceil(4 * Math.sqrt(n)));
  }
}
