import { deepEqual, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import {
  estimator,
  pickled,
  type PickledObject,
  pipeline,
  sumOf,
  vector,
} from "./testdata/pickled.ts";

function means(state: PickledObject["state"] = {}, nOutputs = 1): Uint8Array {
  const encoder = estimator("sklearn.preprocessing._target_encoder.TargetEncoder", {
    "n_features_in_": 1,
    "target_type_": "continuous",
    "categories_": [["Lyon", "Rome", null]],
    "encodings_": [vector(1, 2, 3)],
    "target_mean_": 2.5,
    ...state,
  });
  return pickled(pipeline(encoder, sumOf(nOutputs)));
}

Deno.test("readTargetEncoder() gives categories their means, and others the mean of all", () => {
  const model = readSklearn(means());
  const numbers = new Float64Array(4).fill(NaN);
  const rows = { nRows: 4, numbers, texts: ["Lyon", "Rome", null, "Oslo"] };
  deepEqual([...model.predict(rows).values], [1, 2, 3, 2.5]);
  const [{ type, categories, mustBeKnown, isNullable } = {}] = model.features;
  deepEqual([type, categories, mustBeKnown, isNullable], ["bytes", ["Lyon", "Rome"], false, true]);
});

Deno.test("readTargetEncoder() has a number for every class of several", () => {
  const model = readSklearn(means({
    "target_type_": "multiclass",
    "classes_": [0, 1, 2],
    "encodings_": [vector(1, 2, 3), vector(10, 20, 30), vector(100, 200, 300)],
    "target_mean_": vector(4, 40, 400),
  }, 3));
  const rows = { nRows: 2, numbers: new Float64Array(2).fill(NaN), texts: ["Rome", "Oslo"] };
  deepEqual([...model.predict(rows).values], [222, 444]);
});

Deno.test("readTargetEncoder() refuses what does not fit", () => {
  const cases: [PickledObject["state"], RegExp][] = [
    [{ "target_type_": "ordinal" }, /has target_type_ "ordinal"/],
    [{ "encodings_": [] }, /must have 1 lists as encodings_: has 0/],
    [{ "encodings_": [vector(1, 2)] }, /3 finite numbers as encodings_\[0\]/],
    [{ "encodings_": [vector(1, NaN, 2)] }, /3 finite numbers as encodings_\[0\]/],
    [{ "target_mean_": vector(1, 2) }, /target_mean_ as 1 numbers/],
    [{ "target_type_": "multiclass", "classes_": [] }, /must have 0 lists as encodings_: has 1/],
  ];
  for (const [state, message] of cases) throws(() => readSklearn(means(state)), message);
});
