import { deepEqual, equal, throws } from "node:assert/strict";
import { ModelError, ValueError } from "@mlops/model";
import {
  copiedGolden,
  requireContributions,
  requirePredictions,
  requireScores,
  toRows,
} from "@mlops/testing/golden_model";
import { readXgboost, type XgboostOptions } from "./mod.ts";
import legacy from "./testdata/1.7.6-clf.json" with { type: "json" };
import dart from "./testdata/2.0.3-dart.json" with { type: "json" };
import threeClasses from "./testdata/3.1.3-clf3.json" with { type: "json" };
import categories from "./testdata/3.2.0-cat.json" with { type: "json" };
import early from "./testdata/3.4.1-early.json" with { type: "json" };
import { stumpModel, type StumpOptions } from "./testdata/stump_model.ts";

for (const copied of [legacy, dart, threeClasses, categories, early]) {
  Deno.test(`readXgboost() predicts and explains as Python: ${copied.name}`, async () => {
    const golden = copiedGolden(copied);
    const [, modelClass = ""] = /model_class: (\S+)/.exec(golden.mlModel) ?? [];
    const model = readXgboost(golden.bytes, { modelClass });
    const rows = toRows(golden.rows, model);
    await requirePredictions(golden, model, rows);
    requireScores(golden, model.scores(rows));
    requireContributions(golden, model, rows, 5e-6);
  });
}

function readText(text: string, options: XgboostOptions = {}) {
  return readXgboost(new TextEncoder().encode(text), options);
}

function scoreStump(values: number[], stump: StumpOptions = {}, options: XgboostOptions = {}) {
  const model = readText(stumpModel(stump), options);
  return [
    ...model.scores({ nRows: values.length, numbers: Float64Array.from(values), texts: null }),
  ];
}

Deno.test("a threshold itself goes right, as float32, and missing values where the tree says", () => {
  deepEqual(scoreStump([0.5, 0.49999999, 0.4999999, NaN, -3]), [2, 2, -1, 2, -1]);
  deepEqual(scoreStump([0, -0, -1e-45], { conditions: [0, -1, 2] }), [2, 2, -1]);
});

Deno.test("a wrapper's missing number is missing, compared as float32", () => {
  deepEqual(scoreStump([-3, 0.1], {}, { missing: -3 }), [2, -1]);
  deepEqual(scoreStump([0.1, 0.2], {}, { missing: 0.10000000000000002 }), [2, -1]);
});

Deno.test("categories of a node go right, others left, fractions are cut, and what is none is missing", () => {
  const values = [1, 33, 1.9, 0, 2, 1000, -1, NaN, 2 ** 24];
  deepEqual(scoreStump(values, { isCategorical: true }), [2, 2, 2, -1, -1, -1, 2, 2, 2]);
});

Deno.test("bare NaN in JSON is read where it means nothing, and refused where it would", () => {
  const text = stumpModel({ isCategorical: true }).replace("[0.5,-1,2]", "[NaN,-1,2]");
  deepEqual([...readText(text).scores({ nRows: 1, numbers: Float64Array.of(1), texts: null })], [
    2,
  ]);
  const other = stumpModel().replace("[0.5,-1,2]", "[NaN,-1,2]");
  throws(
    () => readText(other),
    (error) => error instanceof ModelError && error.reason === "damaged",
  );
});

Deno.test("categories that a caller knows become codes, and one that is not among them is a fault", () => {
  const known = new Map([["a", ["x", "y"]]]);
  const model = readText(stumpModel({ isCategorical: true }), { categories: known });
  deepEqual(model.features, [{
    name: "a",
    type: "bytes",
    categories: ["x", "y"],
    mustBeKnown: true,
    isNullable: true,
    mayBeInfinite: false,
  }]);
  const numbers = new Float64Array(3).fill(NaN);
  deepEqual([...model.scores({ nRows: 3, numbers, texts: ["x", "y", null] })], [-1, 2, 2]);
  throws(
    () => model.predict({ nRows: 3, numbers, texts: ["x", null, "z"] }),
    (error) => {
      return error instanceof ValueError && error.row === 2 && error.feature === 0 &&
        error.message === 'must be one of "x", "y": is "z"';
    },
  );
});

Deno.test("a column of categories without their names takes codes", () => {
  equal(readText(stumpModel({ isCategorical: true })).features[0]?.type, "int32");
});

Deno.test("an objective tells what a Booster predicts, a wrapper's class what it does", () => {
  const row = { nRows: 1, numbers: Float64Array.of(1), texts: null };
  const booster = readText(stumpModel({ objective: "binary:logistic", baseScore: "5E-1" }));
  deepEqual([booster.task, booster.output, booster.classes], ["classification", "probabilities", [
    0,
    1,
  ]]);
  // In float32 after every operation, a step below what float64 rounds to.
  const p = 0.8807970285415649;
  deepEqual([...booster.predict(row).values], [Math.fround(1 - p), p]);
  const regressor = readText(stumpModel({ objective: "binary:logistic", baseScore: "5E-1" }), {
    modelClass: "xgboost.sklearn.XGBRegressor",
  });
  deepEqual([regressor.task, [...regressor.predict(row).values]], ["regression", [p]]);
  const poisson = readText(stumpModel({ objective: "count:poisson", baseScore: "[1E0]" }));
  deepEqual([...poisson.predict(row).values], [Math.fround(Math.exp(2))]);
});

for (
  const [what, text, reason, message] of [
    ["a custom objective", stumpModel({ objective: "mine" }), "unsupported", /objective mine/],
    [
      "several targets",
      stumpModel().replace('"num_target":"1"', '"num_target":"2"'),
      "unsupported",
      /2 targets/,
    ],
    [
      "vector leaves",
      stumpModel().replace('_vector":"1"', '_vector":"3"'),
      "unsupported",
      /vector leaves/,
    ],
    ["a base score of text", stumpModel({ baseScore: "no" }), "damaged", /base_score/],
    [
      "a list that is none",
      stumpModel().replace("[1,-1,-1]", "7"),
      "damaged",
      /tree 0: left_children/,
    ],
    [
      "nothing but empty lists",
      `{"learner":[${"[],".repeat(200_000)}[]]}`,
      "damaged",
      /lists, objects and names must be in proportion/,
    ],
    [
      "nothing but names",
      `{${Array.from({ length: 400_000 }, (_, i) => `"${i}":1`).join()}}`,
      "damaged",
      /lists, objects and names must be in proportion/,
    ],
    ["half a file", stumpModel().slice(0, 200), "damaged", /JSON/],
    [
      "lists within lists",
      `{"a":${"[".repeat(100)}`,
      "damaged",
      /nest at most 64 levels.* byte 68/,
    ],
    ["another format", "PK\x03\x04", "damaged", /JSON, UBJSON or XGBoost's binary format/],
    ["an empty file", "", "unsupported", /empty/],
  ] as const
) {
  Deno.test(`readXgboost() refuses ${what}`, () => {
    throws(() => readText(text), (error) => {
      return error instanceof ModelError && error.reason === reason && message.test(error.message);
    });
  });
}
