import { deepEqual, ok, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import { normalQuantile } from "./normal_quantile.ts";
import {
  estimator,
  pickled,
  type PickledObject,
  pipeline,
  sumOf,
  vector,
} from "./testdata/pickled.ts";

function quantiles(state: PickledObject["state"]): Uint8Array {
  const transformer = estimator("sklearn.preprocessing._data.QuantileTransformer", {
    "n_features_in_": 1,
    "ignore_implicit_zeros": false,
    "output_distribution": "uniform",
    "quantiles_": { shape: [5, 1], numbers: [0, 1, 1, 1, 3] },
    "references_": vector(0, 0.25, 0.5, 0.75, 1),
    ...state,
  });
  return pickled(pipeline(transformer, sumOf(1)));
}

Deno.test("readQuantileTransformer() takes the middle of equal quantiles, and the ends beyond them", () => {
  const model = readSklearn(quantiles({}));
  const numbers = Float64Array.of(-5, 0, 0.5, 1, 2, 3, 7);
  deepEqual(
    [...model.predict({ nRows: 7, numbers, texts: null }).values],
    [0, 0, 0.125, 0.5, 0.875, 1, 1],
  );
});

Deno.test("readQuantileTransformer() refuses what does not fit", () => {
  const cases: [PickledObject["state"], RegExp][] = [
    [{ "ignore_implicit_zeros": true }, /zeros of sparse tables .* is not supported/],
    [{ "output_distribution": "cauchy" }, /has output_distribution "cauchy"/],
    [{ "references_": vector(0, 1) }, /quantiles_ of shape \[2, 1\]: is \[5, 1\]/],
    [{ "n_features_in_": 2 }, /quantiles_ of shape \[5, 2\]: is \[5, 1\]/],
    [{ "quantiles_": { shape: [5, 1], numbers: [0, 2, 1, 3, 4] } }, /quantiles_ .* ascending/],
    [{ "quantiles_": { shape: [5, 1], numbers: [0, 1, NaN, 3, 4] } }, /quantiles_ not finite/],
    [{ "references_": vector(0, 0.5, 0.25, 0.75, 1) }, /references_ ascending/],
  ];
  for (const [state, message] of cases) throws(() => readSklearn(quantiles(state)), message);
});

Deno.test("a QuantileTransformer that would leave the zeros of a sparse table as they are is refused", () => {
  const bins = (encode: string) =>
    estimator("sklearn.preprocessing._discretization.KBinsDiscretizer", {
      "n_features_in_": 1,
      "n_bins_": vector(2),
      "bin_edges_": [vector(0, 1, 2)],
      encode,
    });
  const scaler = (nColumns: number) =>
    estimator("sklearn.preprocessing._data.MaxAbsScaler", {
      "n_features_in_": nColumns,
      "scale_": vector(...new Array<number>(nColumns).fill(1)),
    });
  const placed = (distribution: string) =>
    estimator("sklearn.preprocessing._data.QuantileTransformer", {
      "n_features_in_": 2,
      "ignore_implicit_zeros": false,
      "output_distribution": distribution,
      "quantiles_": { shape: [2, 2], numbers: [0, 0, 1, 1] },
      "references_": vector(0, 1),
    });
  const svd = estimator("sklearn.decomposition._truncated_svd.TruncatedSVD", {
    "n_features_in_": 2,
    "components_": { shape: [2, 2], numbers: [1, 0, 0, 1] },
    "singular_values_": vector(5, 2),
  });
  const read = (...steps: PickledObject[]) => readSklearn(pickled(pipeline(...steps, sumOf(2))));
  const fault = /leaves the zeros of a sparse table as they are, .* make the table before it dense/;
  throws(() => read(bins("onehot"), placed("normal")), fault);
  throws(() => read(bins("onehot"), scaler(2), pipeline(scaler(2), placed("normal"))), fault);
  throws(() => read(pipeline(bins("onehot"), scaler(2)), placed("normal")), fault);
  read(bins("onehot"), placed("uniform"));
  read(bins("onehot-dense"), placed("normal"));
  read(bins("onehot"), svd, placed("normal"));
});

Deno.test("normalQuantile() tells what SciPy's ndtri tells", () => {
  const cases = [
    [1e-7 - 2 ** -52, -5.199337582605575],
    [0.0025, -2.8070337683438042],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.84, 0.994457883209753],
    [1 - (1e-7 - 2 ** -52), 5.19933758270342],
    [0, -Infinity],
    [1, Infinity],
  ] as const;
  for (const [share, expected] of cases) {
    const found = normalQuantile(share);
    const isNear = Math.abs(found - expected) <= 1e-15 * Math.abs(expected);
    ok(found === expected || isNear, `${share}: ${found}, not ${expected}`);
  }
});
