/**
 * Models that the real Python client logs to a real MLflow, served without a change of code, and
 * answered as MLflow's own scoring server answers.
 */
import { referenceTest, runPython, startRealMlflow } from "@mlops/testing/reference";
import { deepEqual, equal, ok } from "node:assert/strict";
import { readConfig } from "../config.ts";
import { createService, type Service } from "../create_service.ts";
import { readOnnx } from "../engines/read_onnx.ts";
import { createLogger } from "../logger.ts";
import { ownFiles } from "../run/own_files.ts";
import { lookAnswered } from "../testing/look_answered.ts";
import { STUMP_MODEL } from "../testing/stump_model.ts";
import { postJson } from "../testing/tested_app.ts";

// ONNX Runtime opens a MessageChannel when it is loaded and keeps it, which the sanitizer of the first
// test that loads it would take for a leak.
await (await readOnnx(STUMP_MODEL, { engine: "onnxruntime" })).dispose();

/** What the program prints of each model. */
interface Logged {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly probabilities: readonly (readonly number[])[];
  /** Answers of MLflow's scoring server to the same bodies: status, text. */
  readonly answers: readonly (readonly [status: number, text: string])[];
}

const BODIES = (rows: readonly (readonly number[])[]) => [
  { inputs: rows },
  { instances: rows },
  { inputs: [rows[0]] },
  {},
  [],
  { inputs: rows, instances: rows },
  { inputs: [[1]] },
];

const PROGRAM = `
import json, sys
import mlflow, numpy as np, pandas as pd
from mlflow.models import ModelSignature, infer_signature
from mlflow.pyfunc import scoring_server
from mlflow.types import Schema, TensorSpec
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skl2onnx import to_onnx, convert_sklearn
from skl2onnx.common.data_types import FloatTensorType

mlflow.set_tracking_uri(sys.argv[1])
out = {}

def log(name, onnx, signature, rows, labels, probabilities, columns):
    with mlflow.start_run() as run:
        mlflow.log_metric("accuracy", 0.5)
        info = mlflow.onnx.log_model(onnx, "model", registered_model_name=name, signature=signature)
    mlflow.MlflowClient().set_registered_model_alias(name, "champion", "1")
    app = scoring_server.init(mlflow.pyfunc.load_model(info.model_uri)).test_client()
    answers = []
    for body in json.loads(sys.argv[2])[name]:
        reply = app.post("/invocations", json=body)
        answers.append([reply.status_code, reply.get_data(as_text=True)])
    out[name] = dict(columns=columns, rows=rows.tolist(), labels=labels.tolist(),
                     probabilities=probabilities.tolist(), answers=answers)

X, y = load_iris(return_X_y=True)
rows = X[[3, 70, 120]].astype(np.float32)
forest = RandomForestClassifier(20, random_state=0).fit(X.astype(np.float32), y)
tensor = ModelSignature(Schema([TensorSpec(np.dtype("float32"), (-1, 4))]))
onnx = to_onnx(forest, X[:1].astype(np.float32), options={"zipmap": False})
log("iris", onnx, tensor, rows, forest.predict(rows), forest.predict_proba(rows),
    [f"input_{i}" for i in range(4)])

columns = ["width", "length"]
frame = pd.DataFrame(X[:, :2].astype(np.float32), columns=columns)
pipeline = make_pipeline(StandardScaler(), LogisticRegression()).fit(frame.values, y == 0)
wide = convert_sklearn(pipeline, initial_types=[("X", FloatTensorType([None, 2]))],
                       options={"zipmap": False})
log("scaled", wide, infer_signature(frame), frame.values[[3, 70]],
    pipeline.predict(frame.values[[3, 70]]).astype(int),
    pipeline.predict_proba(frame.values[[3, 70]]), columns)
print(json.dumps(out))
`;

/** Python's rows, written into the program's arguments before it has made them. */
const IRIS_ROWS = [[4.6, 3.1, 1.5, 0.2], [5.9, 3.2, 4.8, 1.8], [6.9, 3.2, 5.7, 2.3]];

async function serviceFor(trackingUri: string, name: string): Promise<Service> {
  const env: Record<string, string> = {
    MLFLOW_TRACKING_URI: trackingUri,
    MODEL_URI: `models:/${name}@champion`,
  };
  const service = createService(readConfig((variable) => env[variable]), {
    logger: createLogger(() => {}, Date.now),
    documentation: ownFiles().documentation,
  });
  ok(await lookAnswered(service), service.store.trouble ?? "");
  await lookAnswered(service);
  return service;
}

function assertNear(actual: readonly number[], wanted: readonly number[]): void {
  equal(actual.length, wanted.length);
  actual.forEach((value, index) => ok(Math.abs(value - wanted[index]!) <= 1e-6));
}

referenceTest("models of the Python client are served as they are", ["python"], async (context) => {
  await using mlflow = await startRealMlflow();
  const bodies = JSON.stringify({ iris: BODIES(IRIS_ROWS), scaled: [] });
  const logged: Record<string, Logged> = JSON.parse(
    await runPython(PROGRAM, { args: [mlflow.url, bodies] }),
  );

  for (const name of ["iris", "scaled"]) {
    const wanted = logged[name];
    if (wanted === undefined) throw new Error(`${name} was not logged`);
    const { app, store } = await serviceFor(mlflow.url, name);

    await context.step(
      `POST /predict takes the names of ${name} and answers as Python`,
      async () => {
        const body = wanted.rows.map((row) =>
          Object.fromEntries(wanted.columns.map((column, index) => [column, row[index]]))
        );
        const response = await postJson(app, "/predict", body);
        equal(response.status, 200);
        const answers: { label: number; probabilities: number[] }[] = await response.json();
        deepEqual(answers.map(({ label }) => Number(label)), wanted.labels);
        answers.forEach(({ probabilities }, row) =>
          assertNear(probabilities, wanted.probabilities[row]!)
        );
      },
    );

    await context.step(`GET /model describes ${name}, which is unverified`, async () => {
      const model = await (await app.request("/model")).json();
      equal(model.verified, false);
      equal(model.engine, name === "iris" ? "native" : "onnxruntime");
      deepEqual(model.metrics, { accuracy: 0.5 });
      deepEqual(model.features.map((feature: { name: string }) => feature.name), wanted.columns);
    });

    await context.step(`POST /explain says why ${name} cannot be explained`, async () => {
      const row = Object.fromEntries(wanted.columns.map((column) => [column, 1]));
      const response = await postJson(app, "/explain", row);
      equal(response.status, 422);
      const reason = name === "iris"
        ? /how many training rows/
        : /only trees and linear models can be explained/;
      ok(reason.test((await response.json()).detail));
    });

    if (name === "iris") {
      await context.step("POST /invocations answers as MLflow's scoring server", async () => {
        const given = BODIES(IRIS_ROWS);
        equal(wanted.answers.length, given.length);
        for (const [index, [status, text]] of wanted.answers.entries()) {
          const response = await postJson(app, "/invocations", given[index]);
          equal(response.status, status, JSON.stringify(given[index]));
          const answer = await response.json();
          if (status !== 200) {
            equal(typeof answer.error_code, typeof JSON.parse(text).error_code);
            continue;
          }
          const { predictions } = JSON.parse(text);
          deepEqual(Object.keys(answer.predictions), Object.keys(predictions));
          deepEqual(answer.predictions.label, predictions.label);
          answer.predictions.probabilities.forEach((row: number[], place: number) =>
            assertNear(row, predictions.probabilities[place])
          );
        }
      });
    }
    for (const { model } of store.assignments.values()) await model.scorer.dispose();
  }
});
