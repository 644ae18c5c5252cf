import type { FeatureType } from "@mlops/model";
import { deepEqual, equal } from "node:assert/strict";
import type { ServedFeature } from "../model/served_model.ts";
import type { Assignment } from "../model/model_store.ts";
import { loadSmallModel, smallDiabetesModel } from "../testing/small_models.ts";
import { encodeBatch } from "./encode_batch.ts";
import { RowBatch } from "./row_batch.ts";

const HEAD = { batchId: "b", instance: "i", hasFeatures: true };

const feature = (name: string, type: FeatureType): ServedFeature => ({
  name,
  label: name,
  unit: "",
  min: null,
  max: null,
  step: null,
  default: null,
  quantiles: null,
  histogram: null,
  type,
  categories: null,
  mustBeKnown: false,
  isNullable: true,
  mayBeInfinite: true,
});

/** A regression with a column of each kind. */
async function typedRegression(): Promise<Assignment> {
  const model = await loadSmallModel(smallDiabetesModel());
  const features = [
    feature("x", "fp64"),
    feature("n", "int64"),
    feature("t", "bytes"),
    feature("b", "bool"),
  ];
  const scorer = {
    ...model.scorer,
    task: "regression",
    output: "value",
    classes: [],
    nOutputs: 1,
    features,
    predict: model.scorer.predict,
    explainer: model.scorer.explainer,
    dispose: () => {},
  } as const;
  return { model: { ...model, features, scorer }, role: "champion", alias: "champion", traffic: 0 };
}

Deno.test("encodeBatch() keeps each value as it was sent, and what is no probability as what it is", async () => {
  const batch = new RowBatch();
  batch.add({
    requestId: "r",
    clientId: null,
    firstRow: 0,
    timeMs: 1_000,
    assignment: await typedRegression(),
    rows: {
      nRows: 2,
      numbers: Float64Array.of(0.1, 2 ** 53 - 1, NaN, 1, NaN, 7, NaN, 0),
      texts: [null, null, 'a "b"\0', null, null, null, null, null],
    },
    prediction: { values: Float64Array.of(1.25, -3), labels: null },
    latencyMs: 1,
  }, 0);
  const document = JSON.parse(encodeBatch(batch, HEAD));
  deepEqual(document.inputs, [[0.1, 9007199254740991, 'a "b"�', true], [null, 7, null, false]]);
  equal(document.probabilities, undefined);
  equal(document.predictions, "{1.25,-3}");
  equal(document.labels, "{-1,-1}");
  equal(document.models[0].task, "regression");
  equal(JSON.parse(encodeBatch(batch, { ...HEAD, hasFeatures: false })).inputs, undefined);
});

Deno.test("encodeBatch() writes infinities, which JSON does not have, as texts", async () => {
  const model = await loadSmallModel(smallDiabetesModel());
  const batch = new RowBatch();
  batch.add({
    requestId: "r",
    clientId: null,
    firstRow: 0,
    timeMs: 0,
    assignment: { model, role: "champion", alias: null, traffic: 0 },
    rows: { nRows: 1, numbers: Float64Array.of(Infinity, 1, 2, 3, 4, 5, 6, NaN), texts: null },
    prediction: { values: Float64Array.of(0.25, 0.75), labels: null },
    latencyMs: 1,
  }, 0);
  const { inputs, probabilities, predictions } = JSON.parse(encodeBatch(batch, HEAD));
  deepEqual(inputs, [["Infinity", 1, 2, 3, 4, 5, 6, null]]);
  deepEqual([probabilities, predictions], ["{0.75}", undefined]);
});

Deno.test("encodeBatch() leaves out the columns that say the same of all rows, and writes them where they do not", async () => {
  const model = await loadSmallModel(smallDiabetesModel());
  const champion: Assignment = { model, role: "champion", alias: "champion", traffic: 0 };
  const batch = new RowBatch();
  const add = (assignment: Assignment, nRows: number) =>
    batch.add({
      requestId: "r",
      clientId: null,
      firstRow: 0,
      timeMs: 0,
      assignment,
      rows: { nRows, numbers: new Float64Array(8 * nRows), texts: null },
      prediction: {
        values: Float64Array.of(0.25, 0.75, 0.5, 0.5).slice(0, 2 * nRows),
        labels: null,
      },
      latencyMs: 1,
    }, 0);
  add(champion, 1);
  const same = JSON.parse(encodeBatch(batch, HEAD));
  deepEqual([same.rowNumbers, same.modelNumbers, same.clientIds], [
    undefined,
    undefined,
    undefined,
  ]);
  equal(same.probabilities, "{0.75}");
  add({ ...champion, role: "shadow" }, 2);
  add(await typedRegression(), 1);
  const mixed = JSON.parse(encodeBatch(batch, HEAD));
  deepEqual([mixed.rowNumbers, mixed.modelNumbers], ["{0,0,1,0}", "{0,1,1,2}"]);
  equal(mixed.probabilities, "{0.75,0.75,0.5,NULL}");
  equal(mixed.predictions, "{NULL,NULL,NULL,0.25}");
});
