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

function bits(state: PickledObject["state"] = {}): Uint8Array {
  return pickled(estimator("sklearn.naive_bayes.BernoulliNB", {
    "n_features_in_": 1,
    "classes_": [0, 1],
    binarize: 0.5,
    "feature_log_prob_": { shape: [2, 1], numbers: [Math.log(0.25), Math.log(0.75)] },
    "class_log_prior_": vector(Math.log(0.5), Math.log(0.5)),
    ...state,
  }));
}

Deno.test("readBernoulliNaiveBayes() asks whether a number is above the threshold", () => {
  const rows = { nRows: 3, numbers: Float64Array.of(0.5, 0.6, 9), texts: null };
  const { values } = readSklearn(bits()).predict(rows);
  deepEqual(Array.from(values, (p) => p.toFixed(12)), [
    "0.750000000000",
    "0.250000000000",
    "0.250000000000",
    "0.750000000000",
    "0.250000000000",
    "0.750000000000",
  ]);
});

Deno.test("readBernoulliNaiveBayes() refuses what does not fit", () => {
  const cases: [PickledObject["state"], RegExp][] = [
    [{ "classes_": [0] }, /must have two classes: has 1/],
    [{ "feature_log_prob_": vector(-1, -1) }, /feature_log_prob_ of shape \[2, 1\]: is \[2\]/],
    [
      { "feature_log_prob_": { shape: [2, 1], numbers: [-1, 0] } },
      /probabilities of its columns above 0 and below 1/,
    ],
    [{ "feature_log_prob_": { shape: [2, 1], numbers: [-1, -Infinity] } }, /not finite/],
    [{ "class_log_prior_": vector(0) }, /class_log_prior_ as 2 numbers/],
    [{ binarize: "all" }, /binarize as a finite number/],
  ];
  for (const [state, message] of cases) throws(() => readSklearn(bits(state)), message);
});

Deno.test("readBinarizer() tells what is above its threshold", () => {
  const binarizer = estimator("sklearn.preprocessing._data.Binarizer", {
    "n_features_in_": 2,
    threshold: 1,
  });
  const model = readSklearn(pickled(pipeline(binarizer, sumOf(2))));
  const rows = { nRows: 2, numbers: Float64Array.of(1, 1.5, 2, 3), texts: null };
  deepEqual([...model.predict(rows).values], [1, 2]);
});
