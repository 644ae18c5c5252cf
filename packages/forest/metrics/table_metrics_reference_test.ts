import { referenceTest } from "@mlops/testing/reference";
import { equal } from "node:assert/strict";
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

const GOLDEN = new URL("../../../../shared/golden/tables/metrics.json", import.meta.url);

interface Golden {
  readonly regression: readonly RegressionCase[];
  readonly multiclass: readonly ClassCase[];
  readonly splits: readonly SplitCase[];
  readonly models: readonly ModelCase[];
}

referenceTest(
  "metrics, splits and scores are scikit-learn's to the last bit",
  ["golden"],
  async () => {
    const golden: Golden = JSON.parse(await Deno.readTextFile(GOLDEN));
    equal(golden.regression.length + golden.multiclass.length + golden.splits.length, 180);
    golden.regression.forEach(compareRegression);
    golden.multiclass.forEach(compareClasses);
    golden.splits.forEach(compareSplits);
    golden.models.forEach(compareModel);
  },
);
