import { equal, ok, throws } from "node:assert/strict";
import { DEFAULT_FOREST_PARAMS } from "./forest_params.ts";
import { EnsembleScorer } from "@mlops/trees";
import { fitForest, type RandomForest } from "./random_forest.ts";
import { randomRows } from "./testdata/random_rows.ts";
import { referenceForest, referenceRows } from "./testdata/reference_forest.ts";
import golden from "./testdata/shap.json" with { type: "json" };
import { TreeExplainer } from "@mlops/trees";

/** Mean of a tree's leaves when only some features are known (Lundberg et al. 2020, algorithm 1). */
function meanKnowing(
  forest: RandomForest,
  row: Float32Array,
  known: Set<number>,
  node: number,
): number {
  const { left, right, feature, threshold, cover, value, classes } = forest;
  if (left[node]! < 0) return value[node * classes.length + 1]!;
  const [l, r] = [left[node]!, right[node]!];
  const of = (child: number) => meanKnowing(forest, row, known, child);
  if (known.has(feature[node]!)) return of(row[feature[node]!]! <= threshold[node]! ? l : r);
  return (cover[l]! * of(l) + cover[r]! * of(r)) / cover[node]!;
}

/** Shapley's formula, over all orders in which the features may become known. */
function shapley(forest: RandomForest, row: Float32Array): number[] {
  const features = [...row.keys()];
  const orders = permutations(features);
  const mean = (known: Set<number>) =>
    forest.roots.reduce((sum, root) => sum + meanKnowing(forest, row, known, root), 0) /
    forest.roots.length;
  return features.map((feature) => {
    const gains = orders.map((order) => {
      const before = new Set(order.slice(0, order.indexOf(feature)));
      return mean(new Set([...before, feature])) - mean(before);
    });
    return gains.reduce((sum, gain) => sum + gain, 0) / orders.length;
  });
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest])
  );
}

Deno.test("shapValues() equals Python's shap within 1e-9", () => {
  const explainer = new TreeExplainer(referenceForest(referenceRows().train));
  ok(Math.abs(explainer.expectedValue(1) - golden.expected_value) < 1e-9);
  for (const [r, row] of golden.rows.entries()) {
    for (const [f, value] of explainer.shapValues(Float32Array.from(row), 1).entries()) {
      ok(Math.abs(value - golden.shap_values[r]![f]!) < 1e-9, `row ${r}, feature ${f}: ${value}`);
    }
  }
  equal(golden.rows.length, 10);
});

Deno.test("shapValues() equals Shapley's formula, with features asked many times on a path", () => {
  for (const nFeatures of [1, 2, 3, 4]) {
    const { features, labels } = randomRows(nFeatures, { nRows: 60, nFeatures });
    const params = { ...DEFAULT_FOREST_PARAMS, nEstimators: 4 };
    const forest = fitForest(features, labels, params, { nFeatures });
    const explainer = new TreeExplainer(forest);
    for (let r = 0; r < 5; r++) {
      const row = features.subarray(r * nFeatures, (r + 1) * nFeatures);
      const expected = shapley(forest, row);
      for (const [f, value] of explainer.shapValues(row, 1).entries()) {
        ok(Math.abs(value - expected[f]!) < 1e-13, `${value}, not ${expected[f]}`);
      }
    }
  }
});

Deno.test("shapValues() and expectedValue() add up to the probability of each class", () => {
  const shape = { nRows: 400, nFeatures: 40, nClasses: 4 };
  const { features, labels } = randomRows(5, shape);
  const params = { ...DEFAULT_FOREST_PARAMS, nEstimators: 10 };
  const forest = fitForest(features, labels, params, shape);
  const explainer = new TreeExplainer(forest);
  const { features: rows } = randomRows(6, { nRows: 50, nFeatures: 40 });
  const probabilities = new EnsembleScorer(forest).score(rows);
  probabilities.forEach((probability, i) => {
    const [r, c] = [Math.floor(i / 4), i % 4];
    const values = explainer.shapValues(rows.subarray(r * 40, r * 40 + 40), c);
    const sum = values.reduce((a, b) => a + b, explainer.expectedValue(c));
    ok(Math.abs(sum - probability) < 1e-13, `${sum}, not ${probability}`);
  });
});

Deno.test("shapValues() gives nothing to features that no tree asks", () => {
  const { features, labels } = randomRows(8, { nRows: 30, nFeatures: 2 });
  const wide = Float32Array.from(
    { length: 90 },
    (_, i) => i % 3 === 2 ? 5 : features[Math.floor(i / 3) * 2 + i % 3]!,
  );
  const forest = fitForest(wide, labels, DEFAULT_FOREST_PARAMS, { nFeatures: 3 });
  equal(new TreeExplainer(forest).shapValues(Float32Array.of(0, 1, 2), 1)[2], 0);
});

Deno.test("shapValues() gives nothing to anyone in a forest of leaves", () => {
  const params = { ...DEFAULT_FOREST_PARAMS, nEstimators: 3, bootstrap: false };
  const forest = fitForest(Float32Array.of(1, 1, 1), Int32Array.of(0, 1, 1), params, {
    nFeatures: 1,
  });
  const explainer = new TreeExplainer(forest);
  equal(explainer.shapValues(Float32Array.of(1), 1)[0], 0);
  equal(explainer.expectedValue(1), 2 / 3);
});

Deno.test("TreeExplainer says what it cannot explain", () => {
  const { features, labels } = randomRows(9, { nRows: 30, nFeatures: 2 });
  const forest = fitForest(features, labels, DEFAULT_FOREST_PARAMS, { nFeatures: 2 });
  throws(() => new TreeExplainer({ ...forest, cover: null }), {
    name: "RangeError",
    message:
      "Cannot explain the model as its file does not tell how many training rows each node saw",
  });
  const explainer = new TreeExplainer(forest);
  throws(() => explainer.shapValues(Float32Array.of(1, 2), 2), {
    name: "RangeError",
    message: "Cannot explain as the output must be an integer in [0, 1]: is 2",
  });
  throws(() => explainer.shapValues(Float32Array.of(1, 2, 3), 1), {
    message: "Cannot explain as the row must hold 2 values: holds 3",
  });
});
