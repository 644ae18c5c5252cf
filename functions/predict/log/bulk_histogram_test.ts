import { histogram, percentiles } from "@mlops/statistics";
import { deepEqual, equal, ok } from "node:assert/strict";
import { bulkHistogram } from "./bulk_histogram.ts";

const N_BINS = 20;

function describe(values: readonly number[]) {
  const numbers = Float64Array.from(values);
  const quantiles = percentiles(numbers);
  const range = { min: quantiles[0]!, max: quantiles[100]!, nBins: N_BINS };
  return { quantiles, trained: histogram(numbers, range), numbers };
}

/** A value for each place of an even grid: the same spread on every machine. */
function spread(nRows: number, valueAt: (share: number) => number): number[] {
  return Array.from({ length: nRows }, (_, row) => valueAt((row + 0.5) / nRows));
}

Deno.test("bulkHistogram() shows the bulk of a column with a long tail, and puts the tail into one bin", () => {
  const { quantiles, trained, numbers } = describe(
    spread(1000, (share) => share < 0.99 ? -Math.log(1 - share) : 5000 * share),
  );
  equal(trained.counts[0], 990);
  const { edges, counts } = bulkHistogram(trained, quantiles);
  deepEqual([edges.length, counts.length], [N_BINS + 1, N_BINS]);
  deepEqual([edges[0], edges.at(-1)], [quantiles[0], quantiles[100]]);
  ok(Math.max(...counts) < 400);
  ok(counts.filter((count) => count > 10).length > 8);
  equal(counts.reduce((sum, count) => sum + count, 0), 1000);
  // The quantiles know each bin to a hundredth of the rows.
  counts.forEach((count, bin) => {
    const isLast = bin === counts.length - 1;
    const exact = numbers.filter((value) =>
      value >= edges[bin]! && (isLast || value < edges[bin + 1]!)
    ).length;
    ok(Math.abs(count - exact) <= 20, `bin ${bin}: ${count} for ${exact}`);
  });
});

Deno.test("bulkHistogram() takes both ends where both are far away", () => {
  const { quantiles, trained } = describe(
    spread(1000, (share) => (share < 0.005 || share > 0.995 ? 1e6 : 1) * (share - 0.5)),
  );
  const { edges, counts } = bulkHistogram(trained, quantiles);
  ok(edges[1]! - edges[0]! > 1e5 && edges.at(-1)! - edges.at(-2)! > 1e5);
  ok(Math.max(...counts) < 200);
});

Deno.test("bulkHistogram() leaves a column as it is that has no long tail, or one value for most rows", () => {
  for (
    const values of [
      spread(500, (share) => share * 40),
      spread(500, (share) => Math.round(share * 6)),
      spread(500, (share) => share < 0.97 ? 0 : share * 1e5),
      [7, 7, 7],
    ]
  ) {
    const { quantiles, trained } = describe(values);
    equal(bulkHistogram(trained, quantiles), trained);
  }
});

Deno.test("bulkHistogram() has a value on an edge in the bin above it, as recent values are counted", () => {
  const { quantiles, trained } = describe(
    spread(2000, (share) => share < 0.98 ? Math.floor(share * 10) : 90_000),
  );
  const { edges, counts } = bulkHistogram(trained, quantiles);
  const bin = edges.findIndex((edge) => edge > 5) - 1;
  ok(counts[bin]! > 150, `${edges} ${counts}`);
});
