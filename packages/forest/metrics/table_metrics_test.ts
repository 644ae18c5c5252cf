import { throws } from "node:assert/strict";
import { kFold, stratifiedKFold } from "../folds.ts";
import { meanPoissonDeviance } from "./regression_metrics.ts";
import { trainTestSplit } from "../train_test_split.ts";
import {
  type ClassCase,
  compareClasses,
  compareModel,
  compareRegression,
  compareSplits,
  type ModelCase,
  type RegressionCase,
  type SplitCase,
} from "../testdata/golden_metrics.ts";
import golden from "../testdata/table-metrics.json" with { type: "json" };

Deno.test("regression metrics are scikit-learn's to the last bit", () => {
  (golden.regression as unknown as RegressionCase[]).forEach(compareRegression);
});

Deno.test("metrics of many classes are scikit-learn's to the last bit", () => {
  (golden.multiclass as unknown as ClassCase[]).forEach(compareClasses);
});

Deno.test("splits and folds hold scikit-learn's rows in its order", () => {
  (golden.splits as unknown as SplitCase[]).forEach(compareSplits);
});

Deno.test("cross-validation and permutation importances are scikit-learn's to the last bit", () => {
  (golden.models as unknown as ModelCase[]).forEach(compareModel);
});

Deno.test("folds and splits refuse what cannot be divided", () => {
  throws(() => kFold(2, { nFolds: 3 }), /one for each of 3 folds: are 2/);
  throws(() => kFold(2, { nFolds: 1 }), /nFolds must be an integer >= 2: is 1/);
  throws(() => stratifiedKFold(Int32Array.of(0, 0, 1), { nFolds: 3 }), /the largest has 2/);
  const rows = new Int32Array(4);
  const options = { randomState: 1, stratify: false };
  throws(
    () => trainTestSplit(rows, { ...options, testSize: 3, trainSize: 2 }),
    /must fit into 4 rows: would hold 2 and 3/,
  );
  throws(() => trainTestSplit(rows, { ...options, testSize: 4 }), /both parts must hold a row/);
});

Deno.test("meanPoissonDeviance() refuses what has no logarithm", () => {
  throws(() => meanPoissonDeviance(Float64Array.of(1), Float64Array.of(0)), /row 0 has 1 and 0/);
});
