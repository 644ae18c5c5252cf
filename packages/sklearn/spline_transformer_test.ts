import { deepEqual, ok, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import {
  type Attribute,
  estimator,
  pickled,
  type PickledObject,
  pipeline,
  sumOf,
  vector,
} from "./testdata/pickled.ts";

/** Hats over the knots 0, 1 and 2. */
const HATS: PickledObject["state"] = {
  t: vector(-1, 0, 1, 2, 3),
  c: { shape: [3, 3], numbers: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  k: 1,
};

function bspline(state: PickledObject["state"] = {}): Attribute {
  return { className: "scipy.interpolate._bsplines.BSpline", state: { ...HATS, ...state } };
}

function splines(state: PickledObject["state"] = {}, nOutputs = 3): Uint8Array {
  const transformer = estimator("sklearn.preprocessing._polynomial.SplineTransformer", {
    "n_features_in_": 1,
    degree: 1,
    extrapolation: "constant",
    "include_bias": true,
    "bsplines_": [bspline()],
    "n_features_out_": nOutputs,
    ...state,
  });
  return pickled(pipeline(transformer, sumOf(nOutputs)));
}

Deno.test("readSplineTransformer() makes splines of a number, by each way beyond the knots", () => {
  const of = (x: number, extrapolation: string) => {
    const model = readSklearn(splines({ extrapolation }));
    return [...model.transform({ nRows: 1, numbers: Float64Array.of(x), texts: null }).numbers];
  };
  deepEqual(of(0.25, "error"), [0.75, 0.25, 0]);
  deepEqual(of(1, "error"), [0, 1, 0]);
  deepEqual(of(2, "error"), [0, 0, 1]);
  deepEqual(of(-3, "constant"), [1, 0, 0]);
  deepEqual(of(5, "constant"), [0, 0, 1]);
  deepEqual(of(-1, "linear"), [2, -1, 0]);
  deepEqual(of(3, "linear"), [0, -1, 2]);
  deepEqual(of(3, "continue"), [0, -1, 2]);
  throws(() => of(2.5, "error"), /must lie between the knots 0 and 2: is 2.5/);
  throws(() => of(NaN, "constant"), /must not be missing/);
});

Deno.test("readSplineTransformer() joins the ends of a period, under SciPy's older and newer names", () => {
  const state = {
    "_t": vector(-1, 0, 1, 2, 3),
    "_c": { shape: [3, 2], numbers: [1, 0, 0, 1, 1, 0] },
    k: 1,
  };
  const periodic: Attribute = { className: "scipy.interpolate._bsplines.BSpline", state };
  const model = readSklearn(splines({ extrapolation: "periodic", "bsplines_": [periodic] }, 2));
  const numbers = Float64Array.of(0.25, 2.25, -1.75, 1.25);
  const { numbers: made } = model.transform({ nRows: 4, numbers, texts: null });
  deepEqual([...made], [0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.25, 0.75]);
});

Deno.test("readSplineTransformer() makes zeros of what is missing, where that is asked for", () => {
  const model = readSklearn(splines({ "handle_missing": "zeros" }));
  ok(model.features[0]!.isNullable);
  deepEqual(
    [...model.transform({ nRows: 1, numbers: Float64Array.of(NaN), texts: null }).numbers],
    [0, 0, 0],
  );
});

Deno.test("readSplineTransformer() refuses what does not fit", () => {
  const of = (state: PickledObject["state"]) => ({ "bsplines_": [bspline(state)] });
  const cases: [PickledObject["state"], RegExp][] = [
    [{ degree: 0 }, /degree 0, which is not supported/],
    [{ degree: 1e9 }, /degree 1000000000, which is not supported/],
    [{ extrapolation: "mirror" }, /has extrapolation "mirror"/],
    [{ "n_features_in_": 2 }, /must have 2 splines as bsplines_: has 1/],
    [{ "n_features_out_": 9 }, /must make 3 columns, .*: its n_features_out_ is 9/],
    [{ "include_bias": false }, /must make 2 columns, .*: its n_features_out_ is 3/],
    [of({ k: 2 }), /knots for splines of degree 1/],
    [of({ t: vector(0, 1) }), /knots for splines of degree 1: has 2/],
    [of({ t: vector(-1, 0, 2, 1, 3) }), /knots ascending/],
    [of({ t: vector(-1, 0, NaN, 1, 3) }), /t not finite/],
    [of({ c: vector(1, 1, 1) }), /c of shape \[3, 3\]: is \[3\]/],
    [
      of({ c: { shape: [3, 3], numbers: [1, 0, 0, 0, 2, 0, 0, 0, 1] } }),
      /a basis as c, each spline alone/,
    ],
  ];
  for (const [state, message] of cases) throws(() => readSklearn(splines(state)), message);
});
