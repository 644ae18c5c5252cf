/** Explanations of the reference model: equal to Python's shap, and the nearest change to brute force. */
import { parseTable, riskLevel } from "@mlops/tasks/diabetes";
import { DEFAULT_FOREST_PARAMS, fitForest, trainTestSplit } from "@mlops/forest";
import { encodeForest } from "@mlops/onnx";
import { referenceTest } from "@mlops/testing/reference";
import { equal, ok } from "node:assert/strict";
import { Explanations } from "./explanations.ts";
import { loadModel } from "../model/load_model.ts";
import { gridOf, nearestChange } from "./nearest_change.ts";
import { allAtOnce, type Prediction } from "@mlops/model";
import type { ServedModel } from "../model/served_model.ts";
import { Turns } from "../http/turns.ts";
import { rowsOf } from "../testing/rows_of.ts";
import { smallDiabetesModel } from "../testing/small_models.ts";

const ROOT = new URL("../../../", import.meta.url);

/** What the reference forest is fitted with. */
const REFERENCE_PARAMS = {
  ...DEFAULT_FOREST_PARAMS,
  maxDepth: 10,
  minSamplesSplit: 5,
  minSamplesLeaf: 2,
  randomState: 42,
};

/** The reference forest, fitted as the trainer fits it. */
async function referenceModel(): Promise<{ model: ServedModel; rows: Float32Array[] }> {
  const text = await Deno.readTextFile(new URL("tasks/diabetes/data/diabetes.csv", ROOT));
  const { features, labels } = parseTable(text);
  const rowOf = (index: number) => Float32Array.from(features.subarray(index * 8, index * 8 + 8));
  const { train } = trainTestSplit(labels, { testSize: 0.2, randomState: 42, stratify: true });
  const matrix = Float32Array.from(Array.from(train).flatMap((index) => [...rowOf(index)]));
  const trained = Int32Array.from(train, (index) => labels[index]!);
  const forest = fitForest(matrix, trained, REFERENCE_PARAMS, {
    nFeatures: 8,
  });
  const { reference, files } = smallDiabetesModel({ tags: {}, metadata: { goldenRows: [] } });
  const model = await loadModel(
    reference,
    { ...files, files: new Map([[files.main, new Uint8Array(encodeForest(forest))]]) },
    { engine: "native", isDigestRequired: false, trustedKeys: [], now: () => 0 },
  );
  const nRows = features.length / 8;
  return { model, rows: Array.from({ length: nRows }, (_, index) => rowOf(index)) };
}

const { model, rows } = await referenceModel();
const now = () => performance.now();
const explanations = new Explanations({ turns: new Turns(), now });

async function predict(row: Float32Array): Promise<Prediction> {
  return await model.scorer.predict(rowsOf(8, row));
}

referenceTest(
  "explain() equals Python's shap.TreeExplainer within 1e-9",
  ["golden"],
  async () => {
    const golden = JSON.parse(
      await Deno.readTextFile(new URL("../shared/golden/shap.json", ROOT)),
    );
    for (const [index, values] of golden.rows.entries()) {
      const row = Float32Array.from(values);
      const prediction = await predict(row);
      const probability = prediction.values[1]!;
      equal(probability, golden.probability[index]);
      const [explained] = await explanations.explain(model, rowsOf(8, row), prediction);
      const { baseValue, contributions, classIndex } = explained!;
      equal(classIndex, 1);
      ok(Math.abs(baseValue - golden.expected_value) <= 1e-9);
      contributions.forEach((value, column) =>
        ok(Math.abs(value - golden.shap_values[index][column]) <= 1e-9, `row ${index}`)
      );
      const sum = contributions.reduce((total, value) => total + value, baseValue);
      ok(Math.abs(sum - probability) <= 1e-12);
    }
  },
);

/** Scores every place of every slider, one after the other, and takes the nearest that crosses. */
async function bruteForce(row: Float32Array, level: string) {
  let best: { column: number; to: number; distance: number } | null = null;
  for (const [column, feature] of model.features.entries()) {
    const length = (feature.max ?? 0) - (feature.min ?? 0);
    for (const to of gridOf(feature)) {
      const distance = Math.abs(to - row[column]!) / length;
      if (best !== null && distance >= best.distance) continue;
      const changed = row.slice();
      changed[column] = to;
      if (riskLevel((await predict(changed)).values[1]!) !== level) best = { column, to, distance };
    }
  }
  return best;
}

Deno.test("nearestChange() finds what brute force finds", async () => {
  let found = 0;
  for (let index = 0; index < rows.length; index += 64) {
    const row = rows[index];
    if (row === undefined) break;
    const prediction = await predict(row);
    const wanted = await bruteForce(row, riskLevel(prediction.values[1]!));
    // On a clock that stands still, as it looks for a second only, of which a busy machine takes some.
    const change = allAtOnce(nearestChange(model, rowsOf(8, row), prediction, () => 0));
    equal(change?.column, wanted?.column, `row ${index}`);
    equal(change?.to, wanted?.to, `row ${index}`);
    if (change !== null) found++;
  }
  ok(found >= 8, `${found} rows have a change`);
});

Deno.test("gridOf() lists a slider's places without rounding errors", () => {
  const bmi = model.features[5];
  if (bmi === undefined) throw new Error("no BMI");
  const grid = gridOf(bmi);
  equal(grid.length, 671);
  equal(grid[336], 33.6);
  equal(grid[670], 67);
});
