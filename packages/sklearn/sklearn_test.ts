import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { ModelError, ValueError } from "@mlops/model";
import {
  type GoldenModel,
  requireContributions,
  requirePredictions,
  requireScores,
  toRows,
} from "@mlops/testing/golden_model";
import { ALLOWED_GLOBALS } from "./allowed_globals.ts";
import { readSklearn, type SklearnModel } from "./mod.ts";
import ofRegistries from "./testdata/models.json" with { type: "json" };
import small from "./testdata/small_models.json" with { type: "json" };

const models = { ...ofRegistries, ...small };
type Name = keyof typeof models;

function bytesOf(name: Name): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(models[name].bytes);
}

function goldenOf(name: Name): GoldenModel {
  const { rows, expected } = models[name];
  return { name, mlModel: "", bytes: bytesOf(name), rows, expected } as GoldenModel;
}

function featuresOf(model: SklearnModel): Record<string, unknown> {
  return Object.fromEntries(model.features.map(({ name, ...traits }) => [name, traits]));
}

Deno.test("readSklearn() predicts as scikit-learn did", async (t) => {
  for (const name of Object.keys(models) as Name[]) {
    await t.step(name, async () => {
      const golden = goldenOf(name);
      const model = readSklearn(golden.bytes);
      await requirePredictions(golden, model, toRows(golden.rows, model));
    });
  }
});

Deno.test("readSklearn() scores and explains small models of every kind as scikit-learn and Shapley's formula do", async (t) => {
  for (const name of Object.keys(small) as (keyof typeof small)[]) {
    await t.step(name, () => {
      const golden = goldenOf(name);
      const model = readSklearn(golden.bytes);
      const rows = toRows(golden.rows, model);
      const scores = golden.expected.raw ? model.scores(rows) : null;
      if (scores !== null) requireScores(golden, scores);
      requireContributions(golden, model, rows, 1e-9);
    });
  }
});

Deno.test("contributions of encoded columns add up to the output, by the column that they came from", () => {
  for (const name of ["sklearn-1.9.1-pkl-ct_rf", "sklearn-1.9.1-pkl-ct_lr"] as const) {
    const golden = goldenOf(name);
    const model = readSklearn(golden.bytes);
    const rows = toRows(golden.rows, model);
    const explainer = model.explainer();
    if (typeof explainer === "string") throw new Error(explainer);
    const output = explainer.nOutputs - 1;
    const outputs = model.scores(rows) ?? model.predict(rows).values.filter((_, i) => i % 2 === 1);
    for (let row = 0; row < rows.nRows; row++) {
      const parts: Float64Array = explainer.contributions(rows, row, output);
      equal(parts.length, model.features.length);
      const sum = parts.reduce((total, part) => total + part, explainer.baseValue(output));
      ok(Math.abs(sum - outputs[row]!) < 1e-12, `${name} row ${row}`);
    }
  }
});

Deno.test("features tell what their columns take, by what stands before the model", () => {
  const features = featuresOf(readSklearn(bytesOf("sklearn-1.9.1-pkl-ct_lr")));
  const names = "age, bmi, glucose, blood pressure, dose_µg, city, smoker, grade";
  deepEqual(Object.keys(features), names.split(", "));
  deepEqual(features["city"], {
    type: "bytes",
    categories: ["Brest", "Lyon", "Métz", "Nice", "Paris"],
    mustBeKnown: false,
    isNullable: true,
    mayBeInfinite: false,
  });
  const number = { categories: null, mustBeKnown: false, mayBeInfinite: false };
  // An imputer stands before it; nothing stands before the other.
  deepEqual(features["bmi"], { ...number, type: "fp64", isNullable: true });
  deepEqual(features["grade"], { ...number, type: "fp64", isNullable: false });
  const tree = featuresOf(readSklearn(bytesOf("sklearn-1.3.2-cp-dt_nan")));
  deepEqual(tree["age"], { ...number, type: "fp32", isNullable: true });
  const boosted = featuresOf(readSklearn(bytesOf("sklearn-1.9.1-pkl-hgb_cat")));
  deepEqual(boosted["age"], { ...number, type: "fp64", isNullable: true, mayBeInfinite: true });
});

Deno.test("contributions to a stacked or transformed target add up to it behind a line, and before a curve", () => {
  for (
    const name of [
      "sklearn-1.9.1-pkl-target_scaled",
      "sklearn-1.9.1-pkl-target_log",
      "sklearn-1.9.1-pkl-stack_value",
    ] as const
  ) {
    const golden = goldenOf(name);
    const model = readSklearn(golden.bytes);
    const rows = toRows(golden.rows, model);
    const explainer = model.explainer();
    if (typeof explainer === "string") throw new Error(explainer);
    const isLine = !name.endsWith("log");
    equal(explainer.space, isLine ? "value" : "margin");
    const { values } = model.predict(rows);
    for (let row = 0; row < rows.nRows; row++) {
      const parts: Float64Array = explainer.contributions(rows, row, 0);
      const sum = parts.reduce((total, part) => total + part, explainer.baseValue(0));
      const told = isLine ? sum : Math.expm1(sum);
      ok(Math.abs(told - values[row]!) < 1e-12, `${name} row ${row}: ${told}, not ${values[row]}`);
    }
  }
});

Deno.test("a column that nothing looks at is known as one", () => {
  const { features } = readSklearn(bytesOf("sklearn-1.9.1-pkl-none_imputed_before"));
  deepEqual(features.map(({ name, isUnused }) => [name, isUnused]), [["a", true], [
    "city",
    undefined,
  ]]);
});

Deno.test("an imputer of other values than missing ones takes none missing, as in scikit-learn", () => {
  const { features } = readSklearn(bytesOf("sklearn-1.9.1-pkl-zero_imputed"));
  deepEqual(features.map(({ isNullable }) => isNullable), [false, false]);
});

Deno.test("names that are given in another order keep their columns", () => {
  const bytes = bytesOf("sklearn-1.9.1-pkl-ct_lr");
  const own = readSklearn(bytes).features.map(({ name }) => name);
  const reversed = own.toReversed();
  const named = readSklearn(bytes, { featureNames: reversed }).features.map(({ name }) => name);
  deepEqual(named, own);
});

Deno.test("names that are given win, and must be as many as the columns", () => {
  const bytes = bytesOf("sklearn-1.9.1-pkl-lin");
  const featureNames = ["a", "b", "c", "d", "e"];
  deepEqual(
    readSklearn(bytes, { featureNames }).features.map(({ name }) => name),
    featureNames,
  );
  throws(() => readSklearn(bytes, { featureNames: ["a"] }), {
    name: "ModelError",
    message: "LinearRegression takes 5 columns: 1 are named",
  });
});

Deno.test("a value that cannot be scored is named by its row and its own column", () => {
  const golden = goldenOf("sklearn-1.9.1-pkl-ct_lr");
  const model = readSklearn(golden.bytes);
  const rows = toRows(golden.rows, model);
  const numbers = rows.numbers.slice();
  const nFeatures = model.features.length;
  numbers[2 * nFeatures + 7] = NaN;
  throws(() => model.predict({ ...rows, numbers }), (error: Error) => {
    ok(error instanceof ValueError);
    deepEqual([error.row, error.feature, error.message], [2, 7, "must not be missing"]);
    return true;
  });
});

Deno.test("readSklearn() refuses every truncation, and survives flipped bytes", () => {
  const bytes = bytesOf("sklearn-1.3.2-cp-dt_nan");
  for (let length = 0; length < bytes.length; length += 5) {
    throws(() => readSklearn(bytes.subarray(0, length)), { name: "ModelError" });
  }
  for (let index = 0; index < bytes.length; index += 3) {
    bytes[index]! ^= 0x41;
    try {
      readSklearn(bytes);
    } catch (error) {
      ok(error instanceof ModelError, `byte ${index}: ${(error as Error).stack}`);
    }
    bytes[index]! ^= 0x41;
  }
});

Deno.test("readSklearn() says what it cannot read, and the way out", () => {
  const named = (module: string, name: string) => {
    const text = `\x80\x02c${module}\n${name}\n.`;
    return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  };
  const cases: [string, string, string, RegExp][] = [
    [
      "sklearn.svm._classes",
      "SVC",
      "unsupported",
      /sklearn.svm._classes.SVC is not supported: .*ONNX/,
    ],
    [
      "posix",
      "system",
      "forbidden",
      /global posix.system is not allowed in a model file: .* log the model as ONNX/,
    ],
    ["sklearn.calibration", "_TemperatureScaling", "unsupported", /is not supported: .*ONNX/],
    ["lightgbm.sklearn", "LGBMRanker", "unsupported", /LGBMRanker is not supported: .*ONNX/],
    ["catboost.core", "CatBoostClassifier", "unsupported", /log .* with mlflow.catboost.log_model/],
    ["__main__", "Ratio", "unsupported", /__main__.Ratio is a function or class of your own/],
    ["__builtin__", "getattr", "forbidden", /log best_estimator_ instead/],
    ["cloudpickle.cloudpickle", "_make_function", "unsupported", /function or class of your own/],
    ["joblib.numpy_pickle", "NumpyArrayWrapper", "unsupported", /mlflow.sklearn.log_model/],
  ];
  for (const [module, name, reason, message] of cases) {
    throws(() => readSklearn(named(module, name)), { name: "ModelError", reason, message });
  }
  throws(() => readSklearn(named("sklearn.pipeline", "Pipeline")), /holds no estimator/);
});

Deno.test("nothing that could run is allowed in a file", () => {
  const modules = new Set([...ALLOWED_GLOBALS].map((name) => name.split(".")[0]));
  const known = [
    "_loss",
    "functools",
    "lightgbm",
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "sklearn",
    "xgboost",
  ];
  deepEqual([...modules].sort(), known);
});

/** The file as if another version had written it; the texts are of one length. */
function writtenBy(bytes: Uint8Array, version: string): Uint8Array {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return Uint8Array.from(text.replaceAll("1.9.1", version), (char) => char.charCodeAt(0));
}

Deno.test("readSklearn() reads what a newer scikit-learn wrote as the last known, and says so", () => {
  const name = "sklearn-1.9.1-pkl-ct_rf";
  deepEqual(readSklearn(bytesOf(name)).warnings, []);
  const golden = goldenOf(name);
  const newer = readSklearn(writtenBy(golden.bytes, "2.0.3"));
  deepEqual(newer.warnings, [
    "It was written by scikit-learn 2.0.3, newer than 1.9, the last whose files are known here: it was " +
    "read as one of those, and its answers should be compared with Python's",
  ]);
  const rows = toRows(golden.rows, newer);
  deepEqual(newer.predict(rows), readSklearn(golden.bytes).predict(rows));
  throws(() => readSklearn(writtenBy(golden.bytes, "1.2.9")), /1\.3 to 1\.9 are supported/);
});

Deno.test("readSklearn() says of what joblib compressed how to log it", () => {
  throws(() => readSklearn(Uint8Array.of(0x78, 0x5e, 0xdd, 0x3b)), {
    message: "the file is compressed, as joblib.dump(compress=…) does: log the model with " +
      "mlflow.sklearn.log_model",
  });
});
