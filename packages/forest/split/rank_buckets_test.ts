import { deepEqual, equal } from "node:assert/strict";
import { RandomState } from "../random_state.ts";
import { RankBuckets } from "./rank_buckets.ts";

function rowsOf(buckets: RankBuckets, rank: number): number[] {
  const rows: number[] = [];
  for (let row = buckets.head[rank]! - 1; row >= 0; row = buckets.next[row]! - 1) rows.push(row);
  return rows.sort((a, b) => a - b);
}

Deno.test("fill() lists the ranks in ascending order, with their rows", () => {
  const buckets = new RankBuckets(6, 3000);
  const rankOf = Uint16Array.of(2999, 31, 32, 31, 0, 1024);
  buckets.fill(Int32Array.of(5, 4, 3, 2, 1, 0), 1, 6, rankOf);
  deepEqual([...buckets.ranks.subarray(0, buckets.size)], [0, 31, 32, 2999]);
  deepEqual(rowsOf(buckets, 31), [1, 3]);
  deepEqual(rowsOf(buckets, 2999), [0]);
  deepEqual(rowsOf(buckets, 1024), []);
});

Deno.test("fill() sorts as a sort does, again and again", () => {
  const random = new RandomState(7);
  const nRanks = 5000;
  const rankOf = Uint16Array.from({ length: 2000 }, () => random.randint(0, nRanks));
  const samples = random.permutation(2000);
  const buckets = new RankBuckets(2000, nRanks);
  for (let round = 0; round < 50; round++) {
    const start = random.randint(0, 1900);
    const end = start + random.randint(1, 2001 - start);
    buckets.fill(samples, start, end, rankOf);
    const taken = [...samples.subarray(start, end)];
    const expected = [...new Set(taken.map((row) => rankOf[row]!))].sort((a, b) => a - b);
    deepEqual([...buckets.ranks.subarray(0, buckets.size)], expected);
    deepEqual(
      expected.flatMap((rank) => rowsOf(buckets, rank)).sort((a, b) => a - b),
      taken.sort((a, b) => a - b),
    );
    buckets.clear();
    equal(buckets.size, 0);
  }
});
