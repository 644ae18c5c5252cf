import { equal } from "node:assert/strict";
import { pairwiseSum } from "./pairwise_sum.ts";

Deno.test("pairwiseSum() adds fewer than 8 terms one by one", () => {
  equal(pairwiseSum(Float64Array.of()), 0);
  equal(pairwiseSum(Float64Array.of(0.1, 0.2, 0.3)), 0.6000000000000001);
});

Deno.test("pairwiseSum() adds in NumPy's order", () => {
  // numpy.sum of 1/1, 1/2, …, 1/n; adding one by one ends in other digits for all but 8.
  const sums = {
    8: 2.7178571428571425,
    127: 5.425334592589172,
    129: 5.440899030573669,
    1000: 7.485470860550345,
  };
  for (const [n, sum] of Object.entries(sums)) {
    equal(pairwiseSum(Float64Array.from({ length: Number(n) }, (_, i) => 1 / (i + 1))), sum);
  }
});
