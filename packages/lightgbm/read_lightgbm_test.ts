import { deepEqual, equal, throws } from "node:assert/strict";
import { ModelError } from "@mlops/model";
import {
  copiedGolden,
  requireContributions,
  requirePredictions,
  requireScores,
  toRows,
} from "@mlops/testing/golden_model";
import { type LightgbmOptions, readLightgbm } from "./mod.ts";
import categories from "./testdata/4.7.0-cat.json" with { type: "json" };
import threeClasses from "./testdata/4.7.0-multi.json" with { type: "json" };
import squareRoot from "./testdata/4.7.0-regsqrt.json" with { type: "json" };
import forest from "./testdata/4.7.0-rf.json" with { type: "json" };
import zeroIsMissing from "./testdata/4.7.0-zero.json" with { type: "json" };

for (const copied of [categories, threeClasses, squareRoot, forest, zeroIsMissing]) {
  Deno.test(`readLightgbm() predicts and explains as Python: ${copied.name}`, async () => {
    const golden = copiedGolden(copied);
    const model = readLightgbm(golden.bytes);
    const rows = toRows(golden.rows, model);
    await requirePredictions(golden, model, rows);
    requireScores(golden, model.scores(rows));
    requireContributions(golden, model, rows, 1e-9, model.ensemble.divisor);
  });
}

/** A model of one tree, `x <= 0.5` is worth -1, else 2, with some lines exchanged. */
function stump(lines: { readonly [name: string]: string } = {}): string {
  const header = {
    version: "v4",
    ["num_class"]: "1",
    ["num_tree_per_iteration"]: "1",
    ["max_feature_idx"]: "0",
    objective: "regression",
    ["feature_names"]: "a",
    ["tree_sizes"]: "300",
  };
  const tree = {
    ["num_leaves"]: "2",
    ["num_cat"]: "0",
    ["split_feature"]: "0",
    threshold: "0.5",
    ["decision_type"]: "8",
    ["left_child"]: "-1",
    ["right_child"]: "-2",
    ["leaf_value"]: "-1 2",
    ["leaf_count"]: "3 1",
    ["internal_count"]: "4",
    ["is_linear"]: "0",
  };
  const write = (block: { readonly [name: string]: string }) =>
    Object.entries(block).map(([name, value]) => `${name}=${lines[name] ?? value}\n`).join("");
  const sets = ["cat_boundaries", "cat_threshold"].filter((name) => name in lines)
    .map((name) => `${name}=${lines[name]}\n`).join("");
  const tail = `parameters:\n[categorical_feature: ${lines["categorical_feature"] ?? ""}]\n` +
    `end of parameters\n\npandas_categorical:${lines["pandas_categorical"] ?? "null"}\n`;
  return `tree\n${write(header)}\nTree=0\n${write(tree)}${sets}\n\nend of trees\n\n${tail}`;
}

function scoreStump(
  values: number[],
  lines: { readonly [name: string]: string } = {},
  options: LightgbmOptions = {},
): number[] {
  const numbers = Float64Array.from(values);
  return [
    ...readLightgbm(stump(lines), options).predict({
      nRows: values.length,
      numbers,
      texts: null,
    }).values,
  ];
}

Deno.test("a threshold itself goes left, as float64, and infinities are numbers", () => {
  deepEqual(scoreStump([0.5, 0.5000000000000001, -Infinity, Infinity]), [-1, 2, -1, 2]);
});

Deno.test("missing values go where the node's bits say: as 0, by default, or with all zeros", () => {
  deepEqual(scoreStump([NaN], { ["decision_type"]: "0" }), [-1]);
  deepEqual(scoreStump([NaN], { ["decision_type"]: "2", threshold: "-1" }), [2]);
  deepEqual(scoreStump([NaN, 0], { ["decision_type"]: "8" }), [2, -1]);
  deepEqual(scoreStump([NaN, 0], { ["decision_type"]: "10" }), [-1, -1]);
  deepEqual(scoreStump([NaN, 0, 1e-36, -1e-36, 1e-30], { ["decision_type"]: "4" }), [
    2,
    2,
    2,
    2,
    -1,
  ]);
});

Deno.test("categories of a set go left, all else right; a fraction is cut", () => {
  const lines = {
    ["decision_type"]: "1",
    threshold: "0",
    ["cat_boundaries"]: "0 2",
    ["cat_threshold"]: "3 1",
    ["categorical_feature"]: "0",
  };
  const values = [0, 1, 2, 32, 33, -0.5, -1, NaN, 1e10, 1.9];
  deepEqual(scoreStump(values, lines), [-1, -1, 2, -1, 2, -1, 2, 2, 2, -1]);
});

Deno.test("pandas' categories are texts, and one that is not among them is missing", () => {
  const model = readLightgbm(stump({
    ["decision_type"]: "1",
    threshold: "0",
    ["cat_boundaries"]: "0 1",
    ["cat_threshold"]: "2",
    ["categorical_feature"]: "0",
    ["pandas_categorical"]: '[["no", "yes"]]',
  }));
  deepEqual(model.features.map(({ type, categories }) => [type, categories]), [
    ["bytes", ["no", "yes"]],
  ]);
  const numbers = new Float64Array(4).fill(NaN);
  const { values } = model.predict({ nRows: 4, numbers, texts: ["no", "yes", "?", null] });
  deepEqual([...values], [2, -1, 2, 2]);
});

Deno.test("names that a caller gives win, as LightGBM replaces blanks in its own", () => {
  equal(
    readLightgbm(stump(), { featureNames: ["blood pressure"] }).features[0]?.name,
    "blood pressure",
  );
});

Deno.test("an objective tells the link: sigmoid with its slope, root, exponential", () => {
  const sigmoid = 1 / (1 + Math.exp(-4));
  deepEqual(scoreStump([1], { objective: "binary sigmoid:2" }), [1 - sigmoid, sigmoid]);
  deepEqual(scoreStump([0, 1], { objective: "regression sqrt" }), [-1, 4]);
  deepEqual(scoreStump([1], { objective: "poisson" }), [Math.exp(2)]);
});

for (
  const [what, lines, reason, message] of [
    ["linear trees", { ["is_linear"]: "1" }, "unsupported", /linear_tree=false/],
    ["an objective of one's own", { objective: "custom" }, "unsupported", /of one's own/],
    ["ranking", { objective: "lambdarank" }, "unsupported", /objective lambdarank/],
    [
      "classes that do not fit",
      { objective: "multiclass num_class:3" },
      "damaged",
      /classes must fit/,
    ],
    ["fewer trees than sizes", { ["tree_sizes"]: "300 300" }, "damaged", /truncated/],
    [
      "a threshold that is none",
      { threshold: "x" },
      "damaged",
      /tree 0: threshold must be numbers/,
    ],
    ["a child beyond the tree", { ["left_child"]: "-3" }, "damaged", /left child -3/],
    ["a leaf that is not finite", { ["leaf_value"]: "inf 2" }, "damaged", /finite value/],
    [
      "categories without a column",
      { ["pandas_categorical"]: "[[1]]" },
      "damaged",
      /a list a column/,
    ],
    [
      "a thousand keys",
      { ["tree_sizes"]: `300\n${Array.from({ length: 1_000 }, (_, i) => `key${i}=`).join("\n")}` },
      "damaged",
      /at most 1000 keys/,
    ],
    [
      "trees of nothing",
      { ["tree_sizes"]: "1\nTree=1\nTree=2\nTree=3" + "\nTree=".repeat(99) },
      "damaged",
      /holds less than its \d+ trees/,
    ],
    ["a set that is not there", { ["decision_type"]: "1" }, "damaged", /set 0.5/],
  ] as const
) {
  Deno.test(`readLightgbm() refuses ${what}`, () => {
    throws(() => readLightgbm(stump(lines)), (error) => {
      return error instanceof ModelError && error.reason === reason && message.test(error.message);
    });
  });
}
