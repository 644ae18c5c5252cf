import { equal, throws } from "node:assert/strict";
import { withinBounds } from "@mlops/testing/within_bounds";
import { readSklearn } from "./mod.ts";
import { estimator, pickled, type PickledObject, pipeline, sumOf } from "./testdata/pickled.ts";
import models from "./testdata/small_models.json" with { type: "json" };

const CUBIC = "sklearn-1.3.2-pickle-polynomial";

function products(state: PickledObject["state"], nOutputs: number): Uint8Array {
  const features = estimator("sklearn.preprocessing._polynomial.PolynomialFeatures", {
    "n_features_in_": 3,
    "_min_degree": 0,
    "_max_degree": 2,
    "interaction_only": false,
    "include_bias": true,
    "n_output_features_": nOutputs,
    ...state,
  });
  return pickled(pipeline(features, sumOf(nOutputs)));
}

Deno.test("readPolynomialFeatures() makes products of every degree", () => {
  const sumOfProducts = (state: PickledObject["state"], nOutputs: number) =>
    readSklearn(products(state, nOutputs))
      .predict({ nRows: 1, numbers: Float64Array.of(2, 3, 5), texts: null }).values[0];
  equal(sumOfProducts({}, 10), 1 + (2 + 3 + 5) + (4 + 6 + 10 + 9 + 15 + 25));
  equal(sumOfProducts({ "interaction_only": true, "_max_degree": 9 }, 8), 1 + 10 + 31 + 30);
  equal(sumOfProducts({ "_min_degree": 2, "include_bias": false }, 6), 69);
  equal(sumOfProducts({ "_max_degree": 0 }, 1), 1);
});

Deno.test("readPolynomialFeatures() counts columns before it makes room for them", () => {
  for (
    const state of [{ "_max_degree": 99 }, { "_max_degree": 2 ** 53 - 1 }, {
      "n_features_in_": 99_999,
    }, { "n_features_in_": 50, "_max_degree": 50, "interaction_only": true }]
  ) {
    const bytes = products(state, 10);
    withinBounds({ ms: 300, bytes: 60e6 }, () => {
      throws(() => readSklearn(bytes), {
        name: "ModelError",
        reason: "unsupported",
        message: /PolynomialFeatures\) makes more than 100000 columns of \d+: lower its degree/,
      });
    }, JSON.stringify(state));
  }
});

Deno.test("readPolynomialFeatures() refuses other columns than it says", () => {
  throws(
    () => readSklearn(products({ "n_output_features_": 9 }, 10)),
    /must make 10 columns of degrees 0 to 2: its n_output_features_ is 9/,
  );
  throws(
    () => readSklearn(products({ "_min_degree": 9 }, 1)),
    /must make 1 columns of degrees 9 to 2/,
  );
  throws(() => readSklearn(products({ "_max_degree": -1 }, 1)), /whole number >= 0/);
});

Deno.test("what a constant column adds to a score belongs to the base value", () => {
  const { bytes } = models["sklearn-1.3.2-pickle-polynomial_bias"];
  const model = readSklearn(Uint8Array.fromBase64(bytes));
  const explainer = model.explainer();
  if (typeof explainer === "string") throw new Error(explainer);
  const { base } = models["sklearn-1.3.2-pickle-polynomial_bias"].expected.shap!;
  equal(explainer.baseValue(0).toFixed(12), base[0]!.toFixed(12));
});

Deno.test("rows that become wide on the way are scored as one by one", () => {
  const model = readSklearn(Uint8Array.fromBase64(models[CUBIC].bytes));
  const nRows = 60_000;
  const numbers = Float64Array.from({ length: nRows * 3 }, (_, index) => Math.sin(index));
  const { values } = model.predict({ nRows, numbers, texts: null });
  for (const row of [0, 52_428, 52_429, nRows - 1]) {
    const one = { nRows: 1, numbers: numbers.subarray(row * 3, row * 3 + 3), texts: null };
    equal(values[row], model.predict(one).values[0]);
  }
  numbers[55_000 * 3 + 1] = NaN;
  throws(() => model.predict({ nRows, numbers, texts: null }), {
    name: "ValueError",
    row: 55_000,
    feature: 1,
  });
});
