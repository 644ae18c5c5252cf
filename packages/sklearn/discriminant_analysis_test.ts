import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import {
  estimator,
  pickled,
  type PickledObject,
  pipeline,
  sumOf,
  vector,
} from "./testdata/pickled.ts";

function linear(state: PickledObject["state"] = {}): PickledObject {
  return estimator("sklearn.discriminant_analysis.LinearDiscriminantAnalysis", {
    "n_features_in_": 2,
    "classes_": [0, 1],
    "coef_": { shape: [1, 2], numbers: [1, 2] },
    "intercept_": vector(-1),
    solver: "svd",
    "xbar_": vector(1, 1),
    "scalings_": { shape: [2, 2], numbers: [3, 8, 4, 9] },
    "_max_components": 1,
    "explained_variance_ratio_": vector(1),
    ...state,
  });
}

function quadratic(state: PickledObject["state"] = {}): Uint8Array {
  const unit = { shape: [2, 2], numbers: [1, 0, 0, 1] };
  return pickled(estimator("sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis", {
    "n_features_in_": 2,
    "classes_": [0, 1],
    "means_": { shape: [2, 2], numbers: [0, 0, 2, 0] },
    "priors_": vector(0.5, 0.5),
    "rotations_": [unit, unit],
    "scalings_": [vector(1, 1), vector(1, 1)],
    ...state,
  }));
}

Deno.test("LinearDiscriminantAnalysis is a linear model at the end, and makes components before it", () => {
  const rows = { nRows: 1, numbers: Float64Array.of(2, 3), texts: null };
  deepEqual([...readSklearn(pickled(linear())).scores(rows)!], [7]);
  const components = (state: PickledObject["state"]) =>
    readSklearn(pickled(pipeline(linear(state), sumOf(1)))).predict(rows).values[0];
  equal(components({}), 11);
  equal(components({ solver: "eigen" }), 18);
});

Deno.test("QuadraticDiscriminantAnalysis weighs how near a row is to each class", () => {
  const model = readSklearn(quadratic());
  const rows = { nRows: 2, numbers: Float64Array.of(1, 5, 2, 0), texts: null };
  deepEqual([...model.scores(rows)!], [0, 2]);
  const explainer = model.explainer();
  ok(typeof explainer !== "string");
  deepEqual([...explainer.contributions(rows, 1, 0)], [2, 0]);
  equal(explainer.baseValue(0), 0);
});

Deno.test("components that tell no classes apart are refused where an answer would depend on them", () => {
  const noise = linear({ "_max_components": 2, "explained_variance_ratio_": vector(1, 1e-17) });
  const binarizer = estimator("sklearn.preprocessing._data.Binarizer", {
    "n_features_in_": 2,
    threshold: 0,
  });
  throws(
    () => readSklearn(pickled(pipeline(noise, binarizer, sumOf(2)))),
    /rounding errors and nothing/,
  );
  match(readSklearn(pickled(pipeline(noise, sumOf(2)))).kind, /Ridge/);
});

Deno.test("readLinearDiscriminant() and readQuadraticDiscriminant() refuse what does not fit", () => {
  const inPipeline = (state: PickledObject["state"]) => pickled(pipeline(linear(state), sumOf(1)));
  const cases: [Uint8Array, RegExp][] = [
    [pickled(linear({ "coef_": vector(1) })), /must have coef_ of shape \[1, 2\]: coef_ is \[1\]/],
    [pickled(linear({ "intercept_": vector(-Infinity) })), /intercept_ not finite/],
    [
      inPipeline({ solver: "lsqr" }),
      /of solver "lsqr" makes no components: fit it with "svd" or "eigen"/,
    ],
    [inPipeline({ "scalings_": vector(1, 2) }), /scalings_ of shape \[2, 0\]: is \[2\]/],
    [inPipeline({ "xbar_": vector(1) }), /xbar_ as 2 numbers/],
    [inPipeline({ "_max_components": 0 }), /must have components/],
    [inPipeline({ "explained_variance_ratio_": vector() }), /must have a share for each component/],
    [quadratic({ "means_": vector(0, 2) }), /means_ of shape \[2, 2\]: is \[2\]/],
    [quadratic({ "priors_": vector(0, 1) }), /must have priors above 0/],
    [quadratic({ "rotations_": [] }), /rotations_\[0\] as an array \[2, 2\]: is missing/],
    [quadratic({ "scalings_": [vector(1), vector(1)] }), /rotations_\[0\] as an array \[2, 1\]/],
    [quadratic({ "scalings_": [vector(1, NaN), vector(1, 1)] }), /scalings_\[0\] not finite/],
    [
      quadratic({ "scalings_": [vector(1, 1), vector(1, 1e-17)] }),
      /columns that depend on each other in class 1, .*: drop such columns, or give it a reg_param/,
    ],
  ];
  for (const [file, message] of cases) {
    throws(() => readSklearn(file), { name: "ModelError", message });
  }
});
