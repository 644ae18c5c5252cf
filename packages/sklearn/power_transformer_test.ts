import { equal, ok, throws } from "node:assert/strict";
import { readSklearn } from "./mod.ts";
import {
  estimator,
  pickled,
  type PickledObject,
  pipeline,
  sumOf,
  vector,
} from "./testdata/pickled.ts";

function power(state: PickledObject["state"]): Uint8Array {
  const transformer = estimator("sklearn.preprocessing._data.PowerTransformer", {
    "n_features_in_": 1,
    "method": "yeo-johnson",
    "standardize": false,
    "lambdas_": vector(0.5),
    ...state,
  });
  return pickled(pipeline(transformer, sumOf(1)));
}

function powerOf(x: number, state: PickledObject["state"]): number {
  const numbers = Float64Array.of(x);
  return readSklearn(power(state)).predict({ nRows: 1, numbers, texts: null }).values[0]!;
}

Deno.test("readPowerTransformer() takes the powers of both methods, and logarithms where lambda is whole", () => {
  const near = (found: number, expected: number) =>
    ok(Math.abs(found - expected) < 4e-15, `${found}, not ${expected}`);
  for (const version of ["1.3.2", "1.9.1"]) {
    const of = (x: number, lambda: number) =>
      powerOf(x, { "lambdas_": vector(lambda), "_sklearn_version": version });
    near(of(3, 0.5), 2);
    near(of(-3, 1.5), -2);
    near(of(1, 0), Math.LN2);
    near(of(-1, 2), -Math.LN2);
    near(of(7, 1), 7);
  }
  const boxCox = (x: number, lambda: number) =>
    powerOf(x, { method: "box-cox", "lambdas_": vector(lambda) });
  near(boxCox(4, 0.5), 2);
  near(boxCox(Math.E, 0), 1);
  near(boxCox(2, -1), 0.5);
  equal(boxCox(1e200, 1.5415) > 1e308, true);
});

Deno.test("readPowerTransformer() refuses numbers that have no power", () => {
  throws(() => powerOf(0, { method: "box-cox" }), /must be greater than 0: is 0/);
  throws(
    () => powerOf(1e300, { "lambdas_": vector(3) }),
    /must have a power that is finite: is 1e\+300/,
  );
});

Deno.test("readPowerTransformer() refuses what does not fit", () => {
  const scaler = estimator("sklearn.preprocessing._data.StandardScaler", {
    "n_features_in_": 2,
    "with_mean": false,
    "with_std": false,
  });
  const cases: [PickledObject["state"], RegExp][] = [
    [{ method: "cube" }, /has method "cube"/],
    [{ "lambdas_": vector(1, 2) }, /must have lambdas_ as 1 numbers/],
    [{ "lambdas_": vector(NaN) }, /lambdas_ not finite/],
    [{ standardize: true }, /must have _scaler: is it fitted/],
    [{ standardize: true, "_scaler": scaler }, /must scale its 1 columns: its _scaler takes 2/],
  ];
  for (const [state, message] of cases) throws(() => readSklearn(power(state)), message);
});
