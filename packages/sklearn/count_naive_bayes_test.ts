import { deepEqual, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import { estimator, pickled, type PickledObject, vector } from "./testdata/pickled.ts";

function counts(name: string, state: PickledObject["state"] = {}): Uint8Array {
  return pickled(estimator(`sklearn.naive_bayes.${name}`, {
    "n_features_in_": 2,
    "classes_": [0, 1],
    "feature_log_prob_": { shape: [2, 2], numbers: [-1, -2, -2, -1] },
    "class_log_prior_": vector(-3, -1),
    ...state,
  }));
}

Deno.test("MultinomialNB begins with the priors, and ComplementNB does not", () => {
  const rows = { nRows: 1, numbers: Float64Array.of(3, 1), texts: null };
  deepEqual([...readSklearn(counts("MultinomialNB")).scores(rows)!], [0]);
  deepEqual([...readSklearn(counts("ComplementNB")).scores(rows)!], [-2]);
});

Deno.test("readMultinomialNaiveBayes() and readComplementNaiveBayes() refuse what does not fit", () => {
  const table = (...numbers: number[]) => ({ "feature_log_prob_": { shape: [2, 2], numbers } });
  const cases: [string, PickledObject["state"], RegExp][] = [
    ["MultinomialNB", { "classes_": [0], "class_log_prior_": vector(0) }, /two classes: has 1/],
    ["MultinomialNB", { "class_log_prior_": vector(0) }, /class_log_prior_ as 2 numbers/],
    ["MultinomialNB", table(-1, -Infinity, -1, -1), /feature_log_prob_ not finite/],
    ["ComplementNB", table(-1, NaN, -1, -1), /feature_log_prob_ not finite/],
    ["ComplementNB", { "feature_log_prob_": vector(1, 2) }, /of shape \[2, 2\]: is \[2\]/],
  ];
  for (const [name, state, message] of cases) {
    throws(() => readSklearn(counts(name, state)), { name: "ModelError", message });
  }
});
