import { ok, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import { estimator, pickled, type PickledObject, vector } from "./testdata/pickled.ts";

function normals(state: PickledObject["state"] = {}): Uint8Array {
  return pickled(estimator("sklearn.naive_bayes.GaussianNB", {
    "n_features_in_": 1,
    "classes_": [0, 1],
    "theta_": { shape: [2, 1], numbers: [-1, 1] },
    "var_": { shape: [2, 1], numbers: [1, 1] },
    "epsilon_": 0,
    "class_prior_": vector(0.5, 0.5),
    "class_count_": vector(5, 5),
    ...state,
  }));
}

Deno.test("readGaussianNaiveBayes() weighs how near a number is to the mean of each class", () => {
  const model = readSklearn(normals());
  const rows = { nRows: 3, numbers: Float64Array.of(0, 2, -1e200), texts: null };
  const { values, labels } = model.predict(rows);
  const expected = [0.5, 0.5, 1 / (1 + Math.exp(4)), 1 / (1 + Math.exp(-4))];
  expected.forEach((p, i) => ok(Math.abs(values[i]! - p) < 1e-15, `${values[i]}, not ${p}`));
  ok(labels?.[1] === 1 && labels[0] === 0);
  // Both squares are beyond any number: there is no answer, which the service tells.
  ok(Number.isNaN(values[4]));
});

Deno.test("readGaussianNaiveBayes() refuses what does not fit", () => {
  const cases: [PickledObject["state"], RegExp][] = [
    [{ "classes_": [0] }, /must have two classes: has 1/],
    [{ "theta_": vector(-1, 1) }, /theta_ of shape \[2, 1\]: is \[2\]/],
    [{ "var_": vector(1) }, /var_ as 2 numbers/],
    [{ "var_": vector(1, 0) }, /variances, priors and counts of its classes above 0/],
    [{ "class_prior_": vector(1, 0) }, /variances, priors and counts of its classes above 0/],
    [{ "class_count_": vector(1) }, /class_count_ as 2 numbers/],
    [{ "theta_": { shape: [2, 1], numbers: [NaN, 1] } }, /theta_ not finite/],
  ];
  for (const [state, message] of cases) throws(() => readSklearn(normals(state)), message);
});
