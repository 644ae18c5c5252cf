import { deepEqual, equal, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import {
  estimator,
  pickled,
  type PickledObject,
  pipeline,
  sumOf,
  vector,
} from "./testdata/pickled.ts";

function lasso(...coefficients: number[]): PickledObject {
  return estimator("sklearn.linear_model._coordinate_descent.Lasso", {
    "n_features_in_": coefficients.length,
    "coef_": vector(...coefficients),
  });
}

function fromModel(state: PickledObject["state"], nKept: number): Uint8Array {
  const selection = estimator("sklearn.feature_selection._from_model.SelectFromModel", {
    estimator: lasso(),
    "estimator_": lasso(-2, 0, 1, 1),
    threshold: null,
    "max_features": null,
    "norm_order": 1,
    "importance_getter": "auto",
    ...state,
  });
  return pickled(pipeline(selection, sumOf(nKept)));
}

function support(isKept: readonly (boolean | number)[], state: PickledObject["state"] = {}) {
  return estimator("sklearn.feature_selection._rfe.RFE", {
    "n_features_in_": 3,
    estimator: lasso(),
    "support_": isKept,
    ...state,
  });
}

Deno.test("readSelectFromModel() keeps what is as important as the threshold, which may be told in words", () => {
  const cases: [PickledObject["state"], string][] = [
    [{}, "1101"],
    [{ threshold: "mean" }, "1101"],
    [{ threshold: "1.5*median" }, "0001"],
    [{ threshold: " 0.5 * median " }, "1101"],
    [{ threshold: 1.5 }, "0001"],
    [{ threshold: -Infinity, "max_features": 2 }, "0101"],
    [{ threshold: -Infinity, "max_features": 9, "max_features_": 1 }, "0001"],
    [{ threshold: "median", "estimator_": { ...lasso(-2, 0, 1, 3) } }, "1001"],
  ];
  for (const [state, kept] of cases) {
    const model = readSklearn(fromModel(state, kept.replaceAll("0", "").length));
    const rows = { nRows: 1, numbers: Float64Array.of(1, 2, 4, 8), texts: null };
    const found = model.predict(rows).values[0]!.toString(2).padStart(4, "0");
    equal(found, kept, JSON.stringify(state));
  }
});

Deno.test("readSelectFromModel() refuses what does not fit", () => {
  const forest = (state: PickledObject["state"]) =>
    estimator("sklearn.ensemble._forest.RandomForestClassifier", {
      "n_features_in_": 100_000,
      ...state,
    });
  const many = new Array<number>(3000).fill(0);
  const cases: [PickledObject["state"], RegExp][] = [
    [{ threshold: "mode" }, /must have threshold as a number, "mean", "median" or a multiple/],
    [{ threshold: "*mean" }, /must have threshold as a number, "mean", "median" or a multiple/],
    [{ threshold: NaN }, /must have threshold as a number/],
    [{ "max_features": -1 }, /max_features as a whole number >= 0/],
    [
      { "importance_getter": "named_steps.l.coef_" },
      /importance_getter of its own, .*: leave it out/,
    ],
    [{ "estimator_": lasso(1, NaN) }, /coef_ not finite/],
    [{ "estimator_": forest({ "estimators_": many }) }, /3000 trees of 100000 columns, too many/],
    [{ "estimator_": forest({ "estimators_": [0] }) }, /estimators_\[0\] as an object/],
    [{ "estimator_": sumOf(2) }, /takes 1 of 2/],
    [
      { "estimator_": estimator("lightgbm.sklearn.LGBMClassifier", { "n_features_in_": 2 }) },
      /is a LGBMClassifier, whose importances are not computed here: select columns by a linear/,
    ],
    [
      {
        "estimator_": estimator("sklearn.linear_model._ridge.Ridge", {
          "n_features_in_": 2,
          "coef_": vector(1),
        }),
      },
      /must have coef_ of 2 columns: coef_ is \[1\]/,
    ],
  ];
  for (const [state, message] of cases) {
    throws(() => readSklearn(fromModel(state, 1)), { name: "ModelError", message });
  }
});

Deno.test("readSupport() keeps the columns that an elimination left, and takes none missing for its estimator", () => {
  const model = readSklearn(pickled(pipeline(support([true, false, true]), sumOf(2))));
  const rows = { nRows: 1, numbers: Float64Array.of(1, 2, 4), texts: null };
  equal(model.predict(rows).values[0], 5);
  deepEqual(model.features.map(({ isNullable }) => isNullable), [false, false, false]);
  const explainer = model.explainer();
  if (typeof explainer === "string") throw new Error(explainer);
  deepEqual([...explainer.contributions(rows, 0, 0)], [1, 0, 4]);
});

Deno.test("readElimination() and readSupport() refuse what does not fit", () => {
  const inPipeline = (step: PickledObject) => pickled(pipeline(step, sumOf(2)));
  const cases: [Uint8Array, RegExp][] = [
    [inPipeline(support([true, true])), /must have 3 booleans as support_: 2/],
    [inPipeline(support([1, 0, 1])), /support_ as booleans/],
    [inPipeline(support([true, false, true], { estimator: "svc" })), /estimator as an object/],
    [
      pickled(support([true, false, true], { "estimator_": sumOf(3) })),
      /must have an estimator_ of the columns kept: takes 3 of 2/,
    ],
  ];
  for (const [file, message] of cases) {
    throws(() => readSklearn(file), { name: "ModelError", message });
  }
});
