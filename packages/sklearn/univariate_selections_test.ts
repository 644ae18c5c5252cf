import { deepEqual, equal, throws } from "node:assert/strict";
import { ValueError } from "@mlops/model";
import { readSklearn } from "./mod.ts";
import {
  estimator,
  pickled,
  type PickledObject,
  pipeline,
  sumOf,
  vector,
} from "./testdata/pickled.ts";

const UNIVARIATE = "sklearn.feature_selection._univariate_selection";

function selection(name: string, state: PickledObject["state"], nKept: number): Uint8Array {
  const fitted = {
    "n_features_in_": 4,
    "scores_": vector(2, NaN, 2, Infinity),
    "pvalues_": vector(0.04, NaN, 0.02, 0),
  };
  return pickled(pipeline(estimator(name, { ...fitted, ...state }), sumOf(nKept)));
}

/** Which columns are kept: each of the four has a number of its own. */
function keptOf(file: Uint8Array): string {
  const rows = { nRows: 1, numbers: Float64Array.of(1, 2, 4, 8), texts: null };
  return readSklearn(file).predict(rows).values[0]!.toString(2).padStart(4, "0");
}

Deno.test("univariate selections keep the columns that scikit-learn keeps, by equal and missing scores", () => {
  // Written from the last column to the first; the masks are those of scikit-learn 1.9.1.
  const cases: [string, PickledObject["state"], string][] = [
    ["SelectKBest", { k: 2 }, "1100"],
    ["SelectKBest", { k: 3 }, "1101"],
    ["SelectKBest", { k: "all" }, "1111"],
    ["SelectKBest", { k: 9 }, "1111"],
    ["SelectPercentile", { percentile: 50 }, "1001"],
    ["SelectPercentile", { percentile: 100 }, "1111"],
    ["SelectFpr", { alpha: 0.04 }, "1100"],
    ["SelectFdr", { alpha: 0.05 }, "1100"],
    ["SelectFdr", { alpha: 0.06 }, "1101"],
    ["SelectFwe", { alpha: 0.08 }, "1000"],
    ["GenericUnivariateSelect", { mode: "k_best", param: 1 }, "1000"],
    ["GenericUnivariateSelect", { mode: "fdr", param: 0.06 }, "1101"],
  ];
  for (const [name, state, kept] of cases) {
    const nKept = kept.replaceAll("0", "").length;
    const place = `${name} ${JSON.stringify(state)}`;
    equal(keptOf(selection(`${UNIVARIATE}.${name}`, state, nKept)), kept, place);
  }
});

Deno.test("readVarianceThreshold() takes missing values, and others take none even where a column is dropped", () => {
  const variances = { "variances_": vector(1, 0.5, NaN, 2), threshold: 0.5 };
  const name = "sklearn.feature_selection._variance_threshold.VarianceThreshold";
  const varied = readSklearn(selection(name, variances, 2));
  deepEqual(varied.features.map(({ isNullable }) => isNullable), [false, true, true, false]);
  const numbers = Float64Array.of(1, NaN, Infinity, 8);
  equal(varied.predict({ nRows: 1, numbers, texts: null }).values[0], 9);
  const best = readSklearn(selection(`${UNIVARIATE}.SelectKBest`, { k: 1 }, 1));
  deepEqual(best.features.map(({ isNullable }) => isNullable), [false, false, false, false]);
  throws(() => best.predict({ nRows: 1, numbers, texts: null }), (error: Error) => {
    equal(error instanceof ValueError && error.feature, 1);
    return true;
  });
});

Deno.test("readSelectKBest() and its like refuse what does not fit", () => {
  const cases: [string, PickledObject["state"], RegExp][] = [
    ["SelectKBest", { k: -1 }, /number of columns as a whole number >= 0 or "all": is -1/],
    ["SelectKBest", { k: 1, "scores_": vector(1, 2) }, /must have scores_ as 4 numbers/],
    ["SelectKBest", { k: 3 }, /must take the columns of the step before: takes 1 of 3/],
    ["SelectPercentile", { percentile: 101 }, /percentile as a number from 0 to 100/],
    ["SelectPercentile", { percentile: NaN }, /percentile as a number from 0 to 100/],
    ["SelectFpr", { alpha: "low" }, /alpha as a finite number/],
    ["SelectFwe", { alpha: 0.1, "pvalues_": null }, /pvalues_ as an array/],
    ["SelectFdr", { alpha: 0.1, "n_features_in_": 100_001 }, /at most 100000 columns/],
    ["GenericUnivariateSelect", { mode: "best", param: 1 }, /has mode "best"/],
  ];
  for (const [name, state, message] of cases) {
    const file = selection(`${UNIVARIATE}.${name}`, state, 1);
    throws(() => readSklearn(file), { name: "ModelError", message });
  }
});
