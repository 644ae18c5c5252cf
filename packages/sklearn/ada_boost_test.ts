import { equal, match, ok, throws } from "node:assert/strict";
import { toRows } from "@mlops/testing/golden_model";
import { readSklearn } from "./mod.ts";
import { estimator, pickled, type PickledObject, sumOf, vector } from "./testdata/pickled.ts";
import models from "./testdata/small_models.json" with { type: "json" };

Deno.test("boosted trees are explained by what their leaves add to the scores", () => {
  for (const [name, { bytes, rows: golden }] of Object.entries(models)) {
    if (!/-ada(_two|_shares)?$/.test(name)) continue;
    const model = readSklearn(Uint8Array.fromBase64(bytes));
    const rows = toRows(golden, model);
    const explainer = model.explainer();
    if (typeof explainer === "string") throw new Error(explainer);
    const scores = model.scores(rows)!;
    const nOutputs = name.endsWith("-ada") ? 3 : 1;
    equal(explainer.nOutputs, nOutputs);
    for (let row = 0; row < rows.nRows; row++) {
      for (let k = 0; k < nOutputs; k++) {
        const parts: Float64Array = explainer.contributions(rows, row, k);
        const sum = parts.reduce((total, part) => total + part, explainer.baseValue(k));
        ok(Math.abs(sum - scores[row * nOutputs + k]!) < 1e-12, `${name} row ${row}`);
      }
    }
  }
});

/** Regressions of one column, each of which adds another number to it. */
function median(starts: number[], weights: number[]): Uint8Array {
  return pickled(estimator("sklearn.ensemble._weight_boosting.AdaBoostRegressor", {
    "n_features_in_": 1,
    "estimators_": starts.map((start) => {
      const { className, state } = sumOf(1);
      return { className, state: { ...state, "intercept_": start } };
    }),
    "estimator_weights_": vector(...weights),
  }));
}

function medianOf(starts: number[], weights: number[]): number {
  const rows = { nRows: 1, numbers: Float64Array.of(10), texts: null };
  return readSklearn(median(starts, weights)).predict(rows).values[0]!;
}

Deno.test("readAdaBoostRegressor() takes the value up to which half of the weight lies", () => {
  equal(medianOf([3, 1, 2], [1, 1, 1]), 12);
  equal(medianOf([3, 1, 2], [5, 1, 1]), 13);
  equal(medianOf([1, 2], [1, 1]), 11);
  // Boosting that ended early leaves weights of 0 behind.
  equal(medianOf([3, 1, 2], [1, 1, 1, 0, 0]), 12);
  const explainer = readSklearn(median([1], [1])).explainer();
  match(explainer as string, /takes the weighted median of its regressions/);
});

Deno.test("readAdaBoostRegressor() refuses what does not fit", () => {
  throws(() => readSklearn(median([1, 2], [1])), /weight for each of 2 estimators/);
  throws(() => readSklearn(median([], [1])), /weight for each of 0 estimators/);
  throws(() => readSklearn(median([1], [NaN])), /estimator_weights_ not finite/);
  throws(() => readSklearn(median([1], [0])), /of a sum above 0/);
  const rows = { nRows: 1, numbers: Float64Array.of(NaN), texts: null };
  throws(() => readSklearn(median([1], [1])).predict(rows), /must not be missing/);
});

Deno.test("readAdaBoostClassifier() refuses what does not fit, and what is no tree", () => {
  const boosted = (state: PickledObject["state"]) =>
    pickled(estimator("sklearn.ensemble._weight_boosting.AdaBoostClassifier", {
      "n_features_in_": 1,
      "classes_": [0, 1],
      "estimator_weights_": vector(1),
      "estimators_": [estimator("sklearn.tree._classes.DecisionTreeClassifier", {
        "classes_": [0, 2],
      })],
      ...state,
    }));
  throws(() => readSklearn(boosted({})), /trees of its own classes: estimators_\[0\] has others/);
  throws(() => readSklearn(boosted({ "classes_": [0] })), /must have two classes: has 1/);
  throws(() => readSklearn(boosted({ "estimators_": [sumOf(1)] })), {
    reason: "unsupported",
    message: /boosts Ridge, which is not supported: boost trees/,
  });
});
