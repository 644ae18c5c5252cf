import { equal, match, ok } from "node:assert/strict";
import { certaintyOf, mcNemarP } from "./paired_certainty.ts";

Deno.test("mcNemarP() is the exact two-sided test", () => {
  // scipy.stats.binomtest(2, 12).pvalue and so on.
  ok(Math.abs(mcNemarP(2, 10) - 0.03857421875) < 1e-12);
  ok(Math.abs(mcNemarP(0, 5) - 0.0625) < 1e-12);
  equal(mcNemarP(0, 0), 1);
  equal(mcNemarP(3, 3), 1);
  ok(mcNemarP(400, 600) < 1e-9 && mcNemarP(400, 600) > 0);
});

Deno.test("certaintyOf() counts the rows that an accuracy gained and lost", () => {
  const truth = { kind: "classes", classOf: Int32Array.of(0, 1, 1, 0), nClasses: 2 } as const;
  const earlier = Float64Array.of(0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.1, 0.9);
  const later = Float64Array.of(0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.9, 0.1);
  equal(
    certaintyOf("accuracy", truth, [earlier, later]),
    "3 rows gained and 1 lost, McNemar's exact p = 0.63",
  );
});

Deno.test("certaintyOf() resamples rows for other metrics, whichever way they go", () => {
  const numbers = Float64Array.from({ length: 60 }, (_, row) => row);
  const truth = { kind: "numbers", numbers } as const;
  const bad = numbers.map((value) => value + 5);
  const good = numbers.map((value, row) => value + (row % 2));
  match(
    certaintyOf("mae", truth, [bad, good]),
    /^better in 100 % of 1000 paired bootstrap resamples, difference -4\.\d+ to -4\.\d+ in 95 %$/,
  );
  match(certaintyOf("r2", truth, [good, bad]), /^better in 0 % of 1000 paired/);
});
