import { deepEqual, equal } from "node:assert/strict";
import { histogram, percentiles } from "./distribution.ts";

Deno.test("percentiles() interpolates between the two nearest values", () => {
  const quantiles = percentiles(Float64Array.of(40, 10, 30, 20));
  equal(quantiles.length, 101);
  deepEqual([0, 25, 50, 75, 100].map((percent) => quantiles[percent]), [10, 17.5, 25, 32.5, 40]);
});

Deno.test("percentiles() of a single value are that value", () => {
  deepEqual(percentiles(Float64Array.of(7)), new Array(101).fill(7));
});

Deno.test("histogram() puts edges into the bin above, and outsiders into the nearest bin", () => {
  deepEqual(histogram(Float64Array.of(-5, 0, 0.5, 1, 1.5, 2, 3, 9), { min: 0, max: 3, nBins: 3 }), {
    edges: [0, 1, 2, 3],
    counts: [3, 2, 3],
  });
});
