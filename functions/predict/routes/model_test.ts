import { deepEqual, equal } from "node:assert/strict";
import {
  smallDiabetesModel,
  type SmallModel,
  smallThreeClassModel,
} from "../testing/small_models.ts";
import { testedApp } from "../testing/tested_app.ts";

/** What is said of a column of float32 that knows no missing values. */
const PLAIN = {
  type: "fp32",
  categories: null,
  nullable: false,
  "must_be_known": false,
  "may_be_infinite": false,
};

const onnxOf = ({ files }: SmallModel) => files.files.get(files.main)!;

Deno.test("GET /model tells all that a page needs to draw itself", async () => {
  const model = smallDiabetesModel({
    metadata: {
      dataset: { name: "diabetes.csv", digest: "ab", rows: 768, trainingRows: 614 },
      probabilityQuantiles: [0, 1],
    },
  });
  const { app, store } = await testedApp({ model });
  const champion = store.champion?.model;
  if (champion === undefined) throw new Error("no model");
  champion.metrics = { accuracy: 0.75 };
  const response = await app.request("/model");
  equal(response.headers.get("x-model-version"), "1");
  const { features, ...rest } = await response.json();
  deepEqual(rest, {
    name: "diabetes-model",
    version: "1",
    alias: "champion",
    "run_id": "run1",
    task: "diabetes",
    "trained_at": "2026-11-25T01:02:03Z",
    classes: [0, 1],
    metrics: { accuracy: 0.75 },
    dataset: { name: "diabetes.csv", digest: "ab", rows: 768, "training_rows": 614 },
    "probability_quantiles": [0, 1],
    kind: "ONNX TreeEnsembleClassifier",
    predicts: "classification",
    output: "probabilities",
    flavor: "onnx",
    engine: "native",
    explainable: true,
    warnings: [],
    verified: true,
    stale: false,
    sha256: model.files.sha256,
    "size_bytes": onnxOf(model).length,
    "loaded_at": "1970-01-01T00:00:00.000Z",
  });
  deepEqual(features[5], {
    name: "BMI",
    label: "IMC",
    unit: "kg/m²",
    min: 0,
    max: 67,
    step: 0.1,
    default: 32,
    quantiles: null,
    histogram: null,
    ...PLAIN,
  });
});

Deno.test("GET /model leaves out what a model does not say", async () => {
  const { app } = await testedApp({ model: smallThreeClassModel() });
  const { task, classes, features, dataset } = await (await app.request("/model")).json();
  deepEqual({ task, classes, dataset }, { task: null, classes: [10, 20, 30], dataset: null });
  deepEqual(features[0], {
    name: "a",
    label: "a",
    unit: "",
    min: null,
    max: null,
    step: null,
    default: null,
    quantiles: null,
    histogram: null,
    ...PLAIN,
  });
});

Deno.test("GET /model/onnx sends the file with its digest as ETag, and 304 to who has it", async () => {
  const model = smallDiabetesModel();
  const { app } = await testedApp({ model });
  const response = await app.request("/model/onnx");
  equal(response.headers.get("etag"), `"${model.files.sha256}"`);
  deepEqual(await response.bytes(), new Uint8Array(onnxOf(model)));
  const again = await app.request("/model/onnx", {
    headers: { "if-none-match": `"other", W/"${model.files.sha256}"` },
  });
  equal(again.status, 304);
  equal(await again.text(), "");
});

Deno.test("GET /model is a 503 while no model is loaded", async () => {
  const { app } = await testedApp({ model: null });
  for (const path of ["/model", "/model/onnx"]) {
    const response = await app.request(path);
    equal(response.status, 503);
    await response.body?.cancel();
  }
});

Deno.test("GET /metrics counts requests by route and status", async () => {
  const { app } = await testedApp();
  await (await app.request("/health")).text();
  await (await app.request("/nope")).text();
  const response = await app.request("/metrics");
  equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const lines = (await response.text()).split("\n");
  equal(lines.includes('predict_requests_total{route="/health",status="200"} 1'), true);
  equal(lines.includes('predict_requests_total{route="none",status="404"} 1'), true);
  equal(lines.includes("predict_requests_in_flight 1"), true);
});
