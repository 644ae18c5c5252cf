import { deepEqual, equal } from "node:assert/strict";
import { FOREST_FLAGS, taskOf } from "./forest_flags.ts";

function read(flag: string, text: string): unknown {
  return FOREST_FLAGS.find((one) => one.flag === flag)!.read(text);
}

Deno.test("FOREST_FLAGS tell counts from shares as Python does", () => {
  equal(read("min-samples-leaf", "1"), 1);
  equal(read("min-samples-leaf", "0.25"), 0.25);
  equal(read("max-features", "1"), 1);
  equal(read("max-features", "1.0"), null);
  equal(read("max-samples", "0.5"), 0.5);
  equal(Math.ceil(Number(read("min-samples-split", "1.0")) * 1000), 1000);
});

Deno.test("FOREST_FLAGS read every form of a value", () => {
  equal(read("max-depth", "none"), null);
  equal(read("max-features", "log2"), "log2");
  equal(read("criterion", "poisson"), "poisson");
  equal(read("ccp-alpha", "1e-3"), 0.001);
  equal(read("class-weight", "balanced_subsample"), "balanced_subsample");
  deepEqual(read("class-weight", "good:1,bad:2.5"), { good: 1, bad: 2.5 });
  deepEqual(read("class-weight", '{"a, b": 3}'), { "a, b": 3 });
  deepEqual(read("monotonic-cst", "age:1,a:b:-1"), { age: 1, "a:b": -1 });
});

for (
  const [flag, text] of [
    ["n-estimators", "0"],
    ["n-estimators", "1.5"],
    ["max-depth", "deep"],
    ["min-samples-split", "1"],
    ["min-samples-leaf", "0.0"],
    ["min-weight-fraction-leaf", "0.6"],
    ["max-features", "half"],
    ["max-leaf-nodes", "1"],
    ["class-weight", "good"],
    ["class-weight", "good:-1"],
    ["class-weight", "{"],
    ["monotonic-cst", "age:2"],
    ["criterion", "mse"],
    ["test-size", "1"],
  ] as const
) {
  Deno.test(`FOREST_FLAGS refuse --${flag} ${text}`, () => equal(read(flag, text), undefined));
}

Deno.test("taskOf() tells what an estimator predicts", () => {
  equal(taskOf("ExtraTreesRegressor"), "regression");
  equal(taskOf("RandomForestClassifier"), "classification");
});
