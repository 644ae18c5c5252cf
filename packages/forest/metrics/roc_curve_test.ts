import { deepEqual, equal, throws } from "node:assert/strict";
import { rocAucScore, rocCurve } from "./roc_curve.ts";
import golden from "../testdata/metric-cases.json" with { type: "json" };

Deno.test("rocAucScore() is scikit-learn's double", () => {
  for (const { y, s, auc } of golden) {
    equal(rocAucScore(Int32Array.from(y), Float64Array.from(s)), auc);
  }
});

Deno.test("rocCurve() leaves out what lies between others on a line", () => {
  const yTrue = Int32Array.of(1, 1, 0, 1, 0, 0);
  const { fpr, tpr, thresholds } = rocCurve(yTrue, Float64Array.of(0.9, 0.8, 0.7, 0.4, 0.3, 0.1));
  deepEqual([...fpr], [0, 0, 0, 1 / 3, 1 / 3, 1]);
  deepEqual([...tpr], [0, 1 / 3, 2 / 3, 2 / 3, 1, 1]);
  deepEqual([...thresholds], [Infinity, 0.9, 0.8, 0.7, 0.4, 0.1]);
});

Deno.test("rocCurve() takes rows of equal scores together", () => {
  const { fpr, tpr, thresholds } = rocCurve(
    Int32Array.of(0, 1, 1, 0),
    Float64Array.of(0.5, 0.5, 0.5, 0.5),
  );
  deepEqual([[...fpr], [...tpr], [...thresholds]], [[0, 1], [0, 1], [Infinity, 0.5]]);
  equal(rocAucScore(Int32Array.of(0, 1, 1, 0), Float64Array.of(0.5, 0.5, 0.5, 0.5)), 0.5);
});

Deno.test("rocAucScore() is NaN for a single class", () => {
  const scores = Float64Array.of(0.1, 0.9);
  equal(rocAucScore(Int32Array.of(1, 1), scores), NaN);
  equal(rocAucScore(Int32Array.of(0, 0), scores), NaN);
  deepEqual([...rocCurve(Int32Array.of(1, 1), scores).fpr], [NaN, NaN, NaN]);
});

Deno.test("rocCurve() refuses no rows and different lengths", () => {
  throws(() => rocCurve(Int32Array.of(0, 1), Float64Array.of(0.5)), RangeError);
  throws(() => rocAucScore(new Int32Array(0), new Float64Array(0)), RangeError);
});
