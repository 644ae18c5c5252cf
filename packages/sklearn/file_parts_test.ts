import { throws } from "node:assert/strict";
import { withinBounds } from "@mlops/testing/within_bounds";
import { readSklearn } from "./mod.ts";
import { estimator, pickled, type PickledObject, pipeline, sumOf } from "./testdata/pickled.ts";

/** 99 680 products, told in a few bytes. */
const PRODUCTS = estimator("sklearn.preprocessing._polynomial.PolynomialFeatures", {
  "n_features_in_": 445,
  "_min_degree": 0,
  "_max_degree": 2,
  "interaction_only": false,
  "include_bias": true,
  "n_output_features_": 99_681,
});

function union(...parts: (PickledObject | string)[]): PickledObject {
  return estimator("sklearn.pipeline.FeatureUnion", {
    "transformer_weights": null,
    "transformer_list": parts.map((part, index) => ({ tuple: [`part${index}`, part] })),
  });
}

function requireRefusal(steps: readonly PickledObject[], message: RegExp): void {
  const bytes = pickled(pipeline(...steps, sumOf(3)));
  withinBounds({ ms: 3000, bytes: 400e6 }, () => {
    throws(() => readSklearn(bytes), { name: "ModelError", message });
  }, message.source);
}

Deno.test("a small file makes no more columns than a model may have, nor many over and over", () => {
  const threshold = { "n_features_in_": 100_000, threshold: 0 };
  const binarizer = estimator("sklearn.preprocessing._data.Binarizer", threshold);
  const tooWide = /FeatureUnion\) makes more than 100000 columns, which is not supported/;
  requireRefusal([union(...new Array<PickledObject>(60).fill(PRODUCTS))], tooWide);
  requireRefusal([binarizer, union("passthrough", "passthrough")], tooWide);
  const many = new Array<PickledObject>(60).fill(binarizer);
  requireRefusal(many, /must hold its estimators once: names one over and over/);
});
