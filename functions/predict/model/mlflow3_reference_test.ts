import { MlflowClient } from "@mlops/mlflow";
import { onnxModelDirectory } from "@mlops/mlflow/model_directory";
import { encodeForest } from "@mlops/onnx";
import { startPredict } from "@mlops/testing/predict_process";
import { referenceTest, startRealMlflow } from "@mlops/testing/reference";
import { until } from "@mlops/testing/until";
import { deepEqual, equal } from "node:assert/strict";

/** A tree of one leaf, that gives each row this probability. */
function leaf(probability: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encodeForest({
    nFeatures: 2,
    classes: [0, 1],
    roots: Int32Array.of(0),
    left: Int32Array.of(-1),
    right: Int32Array.of(-1),
    feature: Int32Array.of(-2),
    threshold: Float64Array.of(-2),
    cover: Float64Array.of(10),
    value: Float64Array.of(1 - probability, probability),
  }));
}

interface LoggedInfo {
  readonly "model_id": string;
  readonly "artifact_uri": string;
}

/** Calls a function that only MLflow 3 has. */
async function call(url: string, method: string, path: string, fields: unknown) {
  const response = await fetch(`${url}/api/2.0/mlflow/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fields),
  });
  equal(response.status, 200, path);
  return await response.json();
}

/** Logs and registers a model as MLflow 3's own client does: a logged model, and a version of it. */
async function logVersion(client: MlflowClient, name: string, model: Uint8Array<ArrayBuffer>) {
  const url = client.trackingUri;
  const { experimentId } = await client.experiments.setExperiment("trois");
  const { runId } = (await client.runs.createRun({ experimentId })).info;
  const created = { "experiment_id": experimentId, name, "source_run_id": runId };
  const answer = await call(url, "POST", "logged-models", created);
  const info: LoggedInfo = answer.model.info;
  const modelId = info.model_id;
  const models = [{ "model_id": modelId, step: 0 }];
  await call(url, "POST", "runs/outputs", { "run_id": runId, models });
  const { files } = onnxModelDirectory({
    model,
    artifactPath: info.artifact_uri,
    runId,
    modelUuid: modelId,
    createdAt: new Date("2026-11-25T01:02:03Z"),
    signature: {
      inputs: [{ name: null, type: "tensor", dtype: "float32", shape: [-1, 2] }],
      outputs: [{ name: "probabilities", type: "tensor", dtype: "float32", shape: [-1, 2] }],
    },
    inputExample: [[0, 0]],
    metadata: null,
  });
  for (const [path, body] of files) {
    await client.artifacts.uploadArtifact(info.artifact_uri, path, body);
  }
  const ready = { "model_id": modelId, status: "LOGGED_MODEL_READY" };
  await call(url, "PATCH", `logged-models/${modelId}`, ready);
  const version = { name, source: `models:/${modelId}`, "model_id": modelId };
  await call(url, "POST", "model-versions/create", version);
  return { modelId, runId };
}

async function servedVersion(url: string): Promise<unknown> {
  const response = await fetch(`${url}/model`);
  const { version } = await response.json();
  return response.ok ? version : null;
}

referenceTest(
  "a service follows the aliases of MLflow 3, whose files lie elsewhere",
  ["python"],
  async () => {
    await using mlflow = await startRealMlflow({ release: "3.17.2" });
    const client = new MlflowClient({ trackingUri: new URL(mlflow.url) });
    const name = "trois";
    await client.registry.createRegisteredModel(name);
    const first = await logVersion(client, name, leaf(0.25));
    await logVersion(client, name, leaf(0.75));
    await client.registry.setRegisteredModelAlias({ name, alias: "champion", version: "1" });
    {
      const env = { MODEL_URI: `models:/${name}@champion` };
      await using service = startPredict(mlflow.url, { env });
      await until("version 1", async () => await servedVersion(service.url) === "1");
      await client.registry.setRegisteredModelAlias({ name, alias: "champion", version: "2" });
      await until("version 2", async () => await servedVersion(service.url) === "2");
      const answer = await fetch(`${service.url}/invocations`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ inputs: [[0, 0]] }),
      });
      deepEqual([answer.status, (await answer.text()).includes("0.75")], [200, true]);
    }
    const uris = [[`models:/${first.modelId}`, first.modelId], [
      `runs:/${first.runId}/${name}`,
      first.runId,
    ]];
    for (const [uri, version] of uris) {
      await using service = startPredict(mlflow.url, { env: { MODEL_URI: uri! } });
      await until(`${uri}`, async () => await servedVersion(service.url) === version);
    }
  },
);
