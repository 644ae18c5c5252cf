import { deepEqual, equal, throws } from "node:assert/strict";
import { RandomState } from "./random_state.ts";
import golden from "./testdata/split-cases.json" with { type: "json" };
import { referenceRows } from "./testdata/reference_forest.ts";
import { approximateMode, trainTestSplit } from "./train_test_split.ts";

const OPTIONS = { testSize: 0.2, randomState: 42, stratify: true } as const;

Deno.test("approximateMode() draws scikit-learn's counts and leaves its stream", () => {
  for (const { c, n, seed, o, next } of golden.approximate_mode) {
    const random = new RandomState(seed);
    deepEqual(approximateMode(c, n, random), o);
    equal(random.uint32(), next);
  }
  equal(golden.approximate_mode.length, 60);
});

Deno.test("trainTestSplit() gives scikit-learn's rows in its order", () => {
  for (const { y, ts, seed, tr, te } of golden.splits) {
    const options = { testSize: ts, randomState: seed, stratify: true } as const;
    const { train, test } = trainTestSplit(Int32Array.from(y), options);
    deepEqual([...train], tr);
    deepEqual([...test], te);
  }
  equal(golden.splits.length, 6);
});

Deno.test("trainTestSplit() splits the reference data as the workshop", () => {
  const { train, test } = trainTestSplit(referenceRows().all.labels, OPTIONS);
  deepEqual([train.length, test.length], [614, 154]);
  deepEqual([...test.subarray(0, 5)], [44, 672, 700, 630, 81]);
  deepEqual([...train.subarray(0, 5)], [353, 711, 373, 46, 682]);
});

Deno.test("trainTestSplit() takes labels for names: only their order counts", () => {
  const labels = golden.splits[0]!.y.map((label) => [-7, 0, 1000][label]!);
  const { train } = trainTestSplit(Int32Array.from(labels), { ...OPTIONS, randomState: 3621 });
  deepEqual([...train], golden.splits[0]!.tr);
});

Deno.test("trainTestSplit() refuses what cannot be split", () => {
  const labels = Int32Array.of(0, 0, 0, 1, 1, 1);
  throws(() => trainTestSplit(labels, { ...OPTIONS, testSize: 1 }), {
    name: "RangeError",
    message: "Cannot split as testSize must be in (0, 1): is 1",
  });
  throws(() => trainTestSplit(labels, { ...OPTIONS, testSize: NaN }), /is NaN/);
  throws(() => trainTestSplit(labels, { ...OPTIONS, randomState: -1 }), /randomState/);
  throws(() => trainTestSplit(labels, { ...OPTIONS, testSize: 0.1 }), {
    message:
      "Cannot split as both parts must hold a row of each of 2 classes: would hold 5 and 1 rows",
  });
  throws(() => trainTestSplit(Int32Array.of(0, 0, 1), OPTIONS), {
    message: "Cannot split as every class must have at least 2 rows: one of 2 has 1",
  });
  throws(() => trainTestSplit(new Int32Array(0), OPTIONS), RangeError);
});
