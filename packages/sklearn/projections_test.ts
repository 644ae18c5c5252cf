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
import models from "./testdata/small_models.json" with { type: "json" };

function components(state: PickledObject["state"], nOutputs = 1): Uint8Array {
  const pca = estimator("sklearn.decomposition._pca.PCA", {
    "n_features_in_": 2,
    "whiten": false,
    "mean_": vector(1, 2),
    "components_": { shape: [1, 2], numbers: [3, 4] },
    "explained_variance_": vector(4),
    ...state,
  });
  return pickled(pipeline(pca, sumOf(nOutputs)));
}

Deno.test("readPca() makes components, and shares them among the columns by their terms", () => {
  const rows = { nRows: 1, numbers: Float64Array.of(2, 5), texts: null };
  equal(readSklearn(components({})).predict(rows).values[0], 15);
  const model = readSklearn(components({ whiten: true }));
  equal(model.predict(rows).values[0], 7.5);
  const explainer = model.explainer();
  if (typeof explainer === "string") throw new Error(explainer);
  deepEqual([...explainer.contributions(rows, 0, 0)], [1.5, 6]);
  const mean = { nRows: 1, numbers: Float64Array.of(1, 2), texts: null };
  deepEqual([...explainer.contributions(mean, 0, 0)], [0, 0]);
  const cancelling = { nRows: 1, numbers: Float64Array.of(5, -1), texts: null };
  deepEqual([...explainer.contributions(cancelling, 0, 0)], [6, -6]);
});

Deno.test("components that a later step changes are not explained", () => {
  const svd = estimator("sklearn.decomposition._truncated_svd.TruncatedSVD", {
    "n_features_in_": 2,
    "components_": { shape: [1, 2], numbers: [3, 4] },
    "singular_values_": vector(5),
  });
  const scaler = estimator("sklearn.preprocessing._data.StandardScaler", {
    "n_features_in_": 1,
    "with_mean": true,
    "mean_": vector(2),
    "with_std": false,
  });
  // A row of zeros has components of 0, which no column has a share of, and a score of -2.
  for (const steps of [[svd, scaler, sumOf(1)], [pipeline(svd, scaler), sumOf(1)]]) {
    const explainer = readSklearn(pickled(pipeline(...steps))).explainer();
    ok(typeof explainer === "string");
    match(explainer, /later step changes its components, .* only linear models right behind/);
  }
});

Deno.test("components before anything but a linear model are not explained", () => {
  const [name] = Object.keys(models).filter((it) => it.endsWith("-pickle-pca_forest"));
  const { bytes } = models[name as keyof typeof models];
  const explainer = readSklearn(Uint8Array.fromBase64(bytes)).explainer();
  ok(typeof explainer === "string");
  match(explainer, /RandomForestRegressor sees components, .* only linear models can be explained/);
});

Deno.test("components that are rounding errors are refused where an answer would depend on them", () => {
  const pca = estimator("sklearn.decomposition._pca.PCA", {
    "n_features_in_": 2,
    "whiten": false,
    "mean_": vector(1, 2),
    "components_": { shape: [2, 2], numbers: [3, 4, -4, 3] },
    "explained_variance_": vector(4, 1e-17),
  });
  const negative = estimator("sklearn.naive_bayes.BernoulliNB", {
    "n_features_in_": 2,
    "classes_": [0, 1],
    "binarize": 0,
    "feature_log_prob_": { shape: [2, 2], numbers: [-1, -1, -2, -2] },
    "class_log_prior_": vector(-1, -1),
  });
  const scaler = estimator("sklearn.preprocessing._data.MaxAbsScaler", {
    "n_features_in_": 2,
    "scale_": vector(1, 1e-16),
  });
  const read = (...steps: PickledObject[]) => () => readSklearn(pickled(pipeline(...steps)));
  const fault = /components that are rounding errors .* fewer n_components/;
  throws(read(pca, negative), fault);
  throws(read(pca, scaler, sumOf(2)), fault);
  throws(read(pipeline(pca, scaler), sumOf(2)), fault);
  throws(read({ ...pca, state: { ...pca.state, whiten: true } }, sumOf(2)), fault);
  read(pca, sumOf(2))();
});

Deno.test("readPca() refuses what does not fit", () => {
  const cases: [PickledObject["state"], RegExp][] = [
    [
      { "components_": { shape: [2, 1], numbers: [3, 4] } },
      /components_ of 2 columns: is \[2, 1\]/,
    ],
    [{ "components_": vector(3, 4) }, /components_ of 2 columns: is \[2\]/],
    [{ "components_": { shape: [0, 2], numbers: [] } }, /components_ of 2 columns: is \[0, 2\]/],
    [{ "components_": { shape: [1, 2], numbers: [3, NaN] } }, /components_ not finite/],
    [{ "mean_": vector(1) }, /mean_ as 2 numbers/],
    [{ whiten: true, "explained_variance_": vector(1, 2) }, /explained_variance_ as 1 numbers/],
    [{ whiten: true, "explained_variance_": vector(-1) }, /variances >= 0/],
  ];
  for (const [state, message] of cases) throws(() => readSklearn(components(state)), message);
});
