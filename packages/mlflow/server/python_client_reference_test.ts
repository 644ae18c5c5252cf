import { mlflow3Python, referenceTest, runPython, startRealMlflow } from "@mlops/testing/reference";
import { encodeForest } from "@mlops/onnx";
import { deepEqual, equal } from "node:assert/strict";
import { formatModelMetadata, MlflowClient } from "../mod.ts";
import { onnxModelDirectory } from "../model_directory.ts";
import { startServer } from "../testing/running_server.ts";

async function program(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(`testdata/${name}`, import.meta.url));
}

referenceTest("the Python client does its whole work with this server", ["python"], async () => {
  const root = await Deno.makeTempDir({ prefix: "python-" });
  {
    await using server = await startServer(root);
    const output = await runPython(await program("python_client.py"), {
      args: [server.url.origin],
    });
    const seen = JSON.parse(output.trim().split("\n").at(-1) ?? "");
    deepEqual(seen, {
      version: "1",
      status: "FINISHED",
      name: "première",
      params: [153, "None", "1"],
      metrics: [0.75, true, true, 1e-9, 1 / 3],
      history: [[0.5, 0], [0.75, 2]],
      tags: ["valeur", "1", "2", "première", "LOCAL"],
      models: 1,
      inputs: ["table", "training"],
      "param changed": "INVALID_PARAMETER_VALUE",
      artifacts: [["dossier", true, null], ["model", true, null], ["note é.txt", false, 2]],
      downloaded: "hello",
      alias: "1",
      loaded: "identity",
      predicted: [[1.5, 2], [3, 4]],
      "runs uri": { task: "diabetes" },
      "alias gone": "INVALID_PARAMETER_VALUE",
      search: ["r4", "r2"],
      pages: [4, 2, null],
      "models found": ["modèle"],
      "versions found": ["1"],
      copied: ["copie", "1", "la première", { sha256: "ab" }],
      "same files": true,
      missing: "RESOURCE_DOES_NOT_EXIST",
      experiments: ["Default"],
      restored: [{ k: "v" }, "active"],
    });
  }
  await Deno.remove(root, { recursive: true });
});

referenceTest(
  "MLflow 3's Python client does with this server what it does with its own",
  ["python"],
  async () => {
    const root = await Deno.makeTempDir({ prefix: "python-" });
    {
      await using server = await startServer(root);
      await using mlflow = await startRealMlflow({ release: "3.17.2" });
      const python = await mlflow3Python();
      for (const url of [server.url.origin, mlflow.url]) {
        const output = await runPython(await program("python_client_3.py"), {
          args: [url],
          python,
        });
        deepEqual(JSON.parse(output.trim().split("\n").at(-1) ?? ""), {
          kinds: [true, "2"],
          model: ["linéaire", "READY", { C: "1.0" }, true],
          metrics: [["auc", 0.75, true]],
          found: [true],
          best: ["linéaire"],
          all: 2,
          outputs: true,
          files: ["MLmodel", "conda.yaml", "model.pkl", "python_env.yaml", "requirements.txt"],
          alias: true,
          version: true,
          "model id": true,
          run: true,
          pyfunc: true,
          tags: ["c", false],
          versions: [["1", true, true], ["2", true, true]],
          copied: ["copie 3", "1"],
          "same files": true,
          gone: "RESOURCE_DOES_NOT_EXIST",
          left: 1,
        }, url);
      }
    }
    await Deno.remove(root, { recursive: true });
  },
);

/** One tree that asks whether the first feature is at most 0.5; no probability is a float32. */
const MODEL = encodeForest({
  nFeatures: 2,
  classes: [0, 1],
  roots: Int32Array.of(0),
  left: Int32Array.of(1, -1, -1),
  right: Int32Array.of(2, -1, -1),
  feature: Int32Array.of(0, -2, -2),
  threshold: Float64Array.of(0.5, -2, -2),
  cover: Float64Array.of(10, 6, 4),
  value: Float64Array.of(0.6, 0.4, 0.9, 0.1, 1 / 3, 2 / 3),
});
const METADATA = formatModelMetadata({
  task: "diabetes",
  features: [{ name: "a", min: 0, max: 1e-7, default: 0.1 }, { name: "yes" }],
  classes: [0, 1],
  trainedAt: "2026-11-25T01:02:03Z",
  dataset: { name: "0123", digest: "70e12345", rows: 768, trainingRows: 614 },
});
const ROWS = [[0.25, 0], [0.75, 1]];

/** Logs and registers a model the way the trainer does. */
async function registerModel(url: URL): Promise<void> {
  const client = new MlflowClient({ trackingUri: url });
  const { experimentId } = await client.experiments.setExperiment("diabetes-classification");
  const { info } = await client.runs.createRun({ experimentId, runName: "diabetes-rf-model" });
  const { mlModel, files } = onnxModelDirectory({
    model: new Uint8Array(MODEL),
    artifactPath: "model",
    runId: info.runId,
    modelUuid: "70e12345678901234567890123456789",
    createdAt: new Date("2026-11-25T01:02:03.456Z"),
    signature: {
      inputs: [{ name: null, type: "tensor", dtype: "float32", shape: [-1, 2] }],
      outputs: [
        { name: "label", type: "tensor", dtype: "int64", shape: [-1] },
        { name: "probabilities", type: "tensor", dtype: "float32", shape: [-1, 2] },
      ],
    },
    inputExample: ROWS,
    metadata: METADATA,
  });
  for (const [path, body] of files) {
    await client.artifacts.uploadArtifact(`${info.artifactUri}/model`, path, body);
  }
  await client.runs.logModel(info.runId, mlModel);
  await client.registry.createRegisteredModel("diabetes-model");
  const { version } = await client.registry.createModelVersion({
    name: "diabetes-model",
    source: `${info.artifactUri}/model`,
    runId: info.runId,
  });
  await client.registry.setRegisteredModelAlias({
    name: "diabetes-model",
    alias: "champion",
    version,
  });
}

referenceTest(
  "Python loads what onnxModelDirectory() laid out from either server",
  ["python"],
  async () => {
    const root = await Deno.makeTempDir({ prefix: "python-" });
    {
      await using server = await startServer(root);
      await using mlflow = await startRealMlflow();
      const urls = [server.url, new URL(mlflow.url)];
      await Promise.all(urls.map(registerModel));
      const args = ["diabetes-model", JSON.stringify(ROWS), ...urls.map((url) => url.origin)];
      const output = await runPython(await program("load_model.py"), { args });
      const answers = JSON.parse(output.trim().split("\n").at(-1) ?? "");
      equal(answers.length, 2);
      for (const loaded of answers) {
        for (const way of ["onnx", "pyfunc"]) {
          const [labels, probabilities] = loaded[way];
          deepEqual(labels, [0, 1]);
          for (const [index, expected] of [0.9, 0.1, 1 / 3, 2 / 3].entries()) {
            equal(
              Math.abs(probabilities.flat()[index] - expected) <= 1e-6,
              true,
              `${way} ${index}`,
            );
          }
        }
        deepEqual(loaded.metadata, METADATA);
        deepEqual(loaded.inputs, [
          { type: "tensor", "tensor-spec": { dtype: "float32", shape: [-1, 2] } },
        ]);
        deepEqual(loaded.example, ROWS);
        deepEqual(loaded.environment, { conda: "conda.yaml", virtualenv: "python_env.yaml" });
      }
    }
    await Deno.remove(root, { recursive: true });
  },
);
