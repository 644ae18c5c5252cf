import { deepEqual, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import {
  estimator,
  pickled,
  type PickledObject,
  pipeline,
  sumOf,
  vector,
} from "./testdata/pickled.ts";

function bins(state: PickledObject["state"], nOutputs = 5): Uint8Array {
  const discretizer = estimator("sklearn.preprocessing._discretization.KBinsDiscretizer", {
    "n_features_in_": 2,
    "encode": "onehot",
    "dtype": null,
    "n_bins_": vector(3, 2),
    "bin_edges_": [vector(0, 1, 2, 3), vector(-1, 0, 1)],
    ...state,
  });
  return pickled(pipeline(discretizer, sumOf(nOutputs)));
}

Deno.test("readKBinsDiscretizer() puts a limit into the bin above, and what lies outside into the last", () => {
  const model = readSklearn(bins({ encode: "ordinal" }, 2));
  const numbers = Float64Array.of(-9, -9, 1, 0, 2, 9, 1.9999999999999998, -0, 99, -1e-300);
  deepEqual([...model.predict({ nRows: 5, numbers, texts: null }).values], [0, 2, 3, 2, 2]);
});

Deno.test("readKBinsDiscretizer() refuses what does not fit", () => {
  const cases: [PickledObject["state"], RegExp][] = [
    [{ encode: "hash" }, /has encode "hash"/],
    [{ dtype: { global: "numpy.float32" } }, /hands on float32, .*: leave out its dtype/],
    [{ "bin_edges_": [vector(0, 1, 2, 3)] }, /must have 2 lists as bin_edges_: has 1/],
    [{ "bin_edges_": [vector(0, 1, 2), vector(-1, 0, 1)] }, /edges of 3 bins: has 3 edges/],
    [{ "bin_edges_": [vector(0, 2, 1, 3), vector(-1, 0, 1)] }, /bin_edges_\[0\] ascending/],
    [{ "bin_edges_": [vector(0, NaN, 1, 3), vector(-1, 0, 1)] }, /bin_edges_\[0\] ascending/],
    [{ "n_bins_": vector(3.5, 2) }, /edges of 3.5 bins/],
    [{ "n_bins_": vector(3) }, /must have n_bins_ as 2 numbers/],
    [{ "n_bins_": vector(3, 0), "bin_edges_": [vector(0, 1, 2, 3), vector(1)] }, /edges of 0 bins/],
  ];
  for (const [state, message] of cases) throws(() => readSklearn(bins(state)), message);
});
