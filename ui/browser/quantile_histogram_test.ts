import { deepEqual, equal, ok } from "node:assert/strict";
import { quantileHistogram, shareUpTo } from "./quantile_histogram.ts";

/** 0, 1, … 100: as many values below each as it says. */
const EVEN = Array.from({ length: 101 }, (_, i) => i);

Deno.test("shareUpTo() goes in proportion between two quantiles", () => {
  deepEqual([-1, 0, 25, 25.5, 100, 101].map((value) => shareUpTo(EVEN, value)), [
    0,
    0,
    0.25,
    0.255,
    1,
    1,
  ]);
  // Half of the values are 0.
  equal(shareUpTo([...Array(51).fill(0), ...EVEN.slice(51)], 0), 0.5);
});

Deno.test("quantileHistogram() counts even values evenly, and ties in one bin", () => {
  const { edges, counts } = quantileHistogram(EVEN, { min: 0, max: 100, nBins: 4 });
  deepEqual([edges, counts], [[0, 25, 50, 75, 100], [0.25, 0.25, 0.25, 0.25]]);
  const tied = [...Array(51).fill(0), ...EVEN.slice(51)];
  const [first = 0] = quantileHistogram(tied, { min: 0, max: 100, nBins: 4 }).counts;
  ok(first >= 0.5);
});
