import { deepEqual, equal, throws } from "node:assert/strict";
import { ValueError } from "@mlops/model";
import { readSklearn } from "./mod.ts";
import {
  type Attribute,
  estimator,
  pickled,
  type PickledObject,
  vector,
} from "./testdata/pickled.ts";

function table(...numbers: number[]): Attribute {
  return { shape: [2, numbers.length / 2], numbers };
}

function categories(state: PickledObject["state"] = {}): Uint8Array {
  return pickled(estimator("sklearn.naive_bayes.CategoricalNB", {
    "n_features_in_": 2,
    "classes_": [0, 1],
    "class_log_prior_": vector(-1, -1),
    "feature_log_prob_": [table(-1, -2, -3, -4), table(0, -1, -2, -3, -4, -5)],
    "category_count_": [table(1, 1, 0, 2), table(1, 0, 1, 1, 1, 0)],
    ...state,
  }));
}

Deno.test("readCategoricalNaiveBayes() looks each category up, and cuts off what is behind the point", () => {
  const rows = { nRows: 2, numbers: Float64Array.of(0, 2, 1.9, -0.5), texts: null };
  deepEqual([...readSklearn(categories()).scores(rows)!], [-5, -5]);
});

Deno.test("readCategoricalNaiveBayes() knows no other categories, as scikit-learn does not", () => {
  const model = readSklearn(categories());
  const cases: [number, string][] = [
    [3, "must be a category from 0 to 2: is 3"],
    [-1, "must be a category from 0 to 2: is -1"],
    [NaN, "must not be missing"],
    [Infinity, "must be finite"],
  ];
  for (const [value, message] of cases) {
    const rows = { nRows: 2, numbers: Float64Array.of(0, 0, 0, value), texts: null };
    throws(() => model.predict(rows), (error: Error) => {
      equal(error instanceof ValueError && `${error.row} ${error.feature}`, "1 1");
      equal(error.message, message);
      return true;
    });
  }
});

Deno.test("readCategoricalNaiveBayes() refuses what does not fit", () => {
  const ofOne = (item: Attribute) => [table(-1, -2, -3, -4), item];
  const cases: [PickledObject["state"], RegExp][] = [
    [{ "classes_": [0] }, /must have two classes: has 1/],
    [{ "feature_log_prob_": [table(0, 0)] }, /must have 2 tables as feature_log_prob_: has 1/],
    [{ "category_count_": [] }, /must have 2 tables as category_count_: has 0/],
    [{ "feature_log_prob_": ofOne(vector(1, 2)) }, /log_prob_\[1\] as an array of 2 rows/],
    [{ "feature_log_prob_": ofOne(table(0, -Infinity)) }, /categories of column 1, with an alpha/],
    [{ "feature_log_prob_": ofOne(table()) }, /finite logarithms and counts .* of column 1/],
    [{ "category_count_": ofOne(table(0, 0, 0, 0, 0, 0)) }, /logarithms and counts .* column 0/],
    [{ "category_count_": [table(1, 1, 1, 1), table(1, 1)] }, /logarithms and counts .* column 1/],
  ];
  for (const [state, message] of cases) {
    throws(() => readSklearn(categories(state)), { name: "ModelError", message });
  }
});
