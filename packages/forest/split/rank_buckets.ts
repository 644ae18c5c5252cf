/**
 * Sorts rows by the rank of a value: one bucket per rank, and a bitmap of the buckets in use, with a
 * bitmap of its words above it, that is read in ascending order.
 *
 * Linear in the rows plus a thousandth of the ranks; the buckets are linked lists, so that nothing is
 * allocated or copied.
 */
export class RankBuckets {
  /** The ranks that occur, ascending; the first {@linkcode size} are in use. */
  readonly ranks: Int32Array;
  /** Number of different ranks. */
  size = 0;
  /** One more than the first row of each rank, or 0 if it has none, shape `[nRanks]`. */
  readonly head: Int32Array;
  /** One more than the next row of the same rank, or 0 after the last, shape `[nSamples]`. */
  readonly next: Int32Array;

  readonly #words: Int32Array;
  readonly #summary: Int32Array;

  /**
   * Makes empty buckets.
   *
   * @param nSamples Number of rows.
   * @param nRanks Number of ranks.
   */
  constructor(nSamples: number, nRanks: number) {
    this.ranks = new Int32Array(nRanks);
    this.head = new Int32Array(nRanks);
    this.next = new Int32Array(nSamples);
    this.#words = new Int32Array((nRanks + 31) >> 5);
    this.#summary = new Int32Array((nRanks + 1023) >> 10);
  }

  /**
   * Puts rows into the buckets, which must be empty.
   *
   * @param samples Rows.
   * @param start Position of the first row to take.
   * @param end Position after the last row.
   * @param rankOf Rank of each row's value, shape `[nSamples]`.
   */
  fill(samples: Int32Array, start: number, end: number, rankOf: Uint16Array): void {
    const { head, next, ranks } = this;
    const words = this.#words;
    const summary = this.#summary;
    for (let i = start; i < end; i++) {
      const row = samples[i]!;
      const rank = rankOf[row]!;
      next[row] = head[rank]!;
      head[rank] = row + 1;
      words[rank >> 5]! |= 1 << rank;
      summary[rank >> 10]! |= 1 << (rank >> 5);
    }
    let size = 0;
    for (let s = 0; s < summary.length; s++) {
      for (let used = summary[s]!; used !== 0; used &= used - 1) {
        const w = (s << 5) + lowestBit(used);
        for (let bits = words[w]!; bits !== 0; bits &= bits - 1) {
          ranks[size++] = (w << 5) + lowestBit(bits);
        }
        words[w] = 0;
      }
      summary[s] = 0;
    }
    this.size = size;
  }

  /** Empties the buckets. */
  clear(): void {
    for (let i = 0; i < this.size; i++) this.head[this.ranks[i]!] = 0;
    this.size = 0;
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
