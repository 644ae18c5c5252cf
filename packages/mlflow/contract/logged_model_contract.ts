import { deepEqual, equal, match, rejects } from "node:assert/strict";
import {
  downloadModel,
  listModelFiles,
  locateModel,
  type MlflowClient,
  MlflowError,
  parseModelUri,
} from "../mod.ts";
import type { Contract, ContractContext } from "./contract.ts";

/** Makes a run and a logged model of it, ready, with some files. */
async function logModel({ client, send }: ContractContext, name: string) {
  const { experimentId } = await client.experiments.setExperiment("logged models");
  const { info } = await client.runs.createRun({ experimentId });
  const { answer } = await send("POST", "mlflow/logged-models", {
    "experiment_id": experimentId,
    name,
    "source_run_id": info.runId,
    params: [{ key: "max_depth", value: "3" }],
    tags: [{ key: "team/name", value: "Île" }],
  });
  const { model: { info: { model_id: modelId } } } = answer as {
    model: { info: { "model_id": string } };
  };
  const models = [{ "model_id": modelId, step: 3 }];
  equal((await send("POST", "mlflow/runs/outputs", { "run_id": info.runId, models })).status, 200);
  const { artifactUri } = await client.runs.getLoggedModel(modelId);
  for (const path of ["MLmodel", "model.pkl", "code/a.py"]) {
    await client.artifacts.uploadArtifact(artifactUri, path, path);
  }
  const ready = { "model_id": modelId, status: "LOGGED_MODEL_READY" };
  equal((await send("PATCH", `mlflow/logged-models/${modelId}`, ready)).status, 200);
  return { modelId, runId: info.runId, experimentId, artifactUri };
}

async function register(context: ContractContext, name: string) {
  const { client, send } = context;
  const logged = await logModel(context, name);
  await client.registry.createRegisteredModel(name);
  const { status } = await send("POST", "mlflow/model-versions/create", {
    name,
    source: `models:/${logged.modelId}`,
    "model_id": logged.modelId,
  });
  equal(status, 200);
  await client.registry.setRegisteredModelAlias({ name, alias: "champion", version: "1" });
  return logged;
}

async function expectFiles(client: MlflowClient, uri: string, artifactUri: string): Promise<void> {
  const location = await locateModel(client, parseModelUri(uri));
  equal(location?.artifactUri, artifactUri, uri);
  deepEqual(await listModelFiles(client, artifactUri), [
    { path: "MLmodel", sizeBytes: 7 },
    { path: "code/a.py", sizeBytes: 9 },
    { path: "model.pkl", sizeBytes: 9 },
  ]);
}

const notFound = (error: unknown) =>
  error instanceof MlflowError && error.status === 404 && error.code === "RESOURCE_DOES_NOT_EXIST";

/** What a tracking server must do with models as MLflow 3 logs them. */
export const loggedModelContract: Contract = {
  "POST logged-models makes a model, whose files then come": async (context) => {
    const { client } = context;
    const { modelId, runId, experimentId } = await logModel(context, "fait");
    match(modelId, /^m-[0-9a-f]{32}$/);
    const model = await client.runs.getLoggedModel(modelId);
    match(`${model.creationTimestamp}`, /^\d{13}$/);
    deepEqual(model, {
      modelId,
      experimentId,
      name: "fait",
      artifactUri: `mlflow-artifacts:/${experimentId}/models/${modelId}/artifacts`,
      creationTimestamp: model.creationTimestamp,
      lastUpdatedTimestamp: model.lastUpdatedTimestamp,
      status: "READY",
      modelType: "",
      sourceRunId: runId,
      params: { "max_depth": "3" },
      tags: { "team/name": "Île" },
      metrics: [],
    });
    const run = await client.runs.getRun(runId);
    deepEqual(run.modelOutputs, [{ modelId, step: 3 }]);
    deepEqual(run.modelInputs, []);
  },

  "a version of a logged model leads to its files, by every URI": async (context) => {
    const { client } = context;
    const { modelId, runId, artifactUri } = await register(context, "suivi");
    const version = await client.registry.getModelVersionByAlias("suivi", "champion");
    deepEqual([version?.source, version?.runId], [`models:/${modelId}`, runId]);
    await expectFiles(client, "models:/suivi@champion", artifactUri);
    await expectFiles(client, "models:/suivi/1", artifactUri);
    await expectFiles(client, `models:/${modelId}`, artifactUri);
    await expectFiles(client, `runs:/${runId}/suivi`, artifactUri);
    const files = await downloadModel(client, artifactUri, { paths: ["MLmodel", "code/a.py"] });
    deepEqual([...files.keys()], ["MLmodel", "code/a.py"]);
    const { tags } = await client.runs.getLoggedModel(modelId);
    deepEqual(JSON.parse(tags["mlflow.modelVersions"] ?? ""), [{ name: "suivi", version: 1 }]);
  },

  "a version of such a version shares its files": async (context) => {
    const { client, send } = context;
    const { artifactUri } = await register(context, "origine");
    await client.registry.createRegisteredModel("copie");
    const body = { name: "copie", source: "models:/origine/1" };
    equal((await send("POST", "mlflow/model-versions/create", body)).status, 200);
    equal((await locateModel(client, parseModelUri("models:/copie/1")))?.artifactUri, artifactUri);
  },

  "metrics of a logged model are those of its run, too": async (context) => {
    const { client, send } = context;
    const { modelId, runId } = await logModel(context, "mesuré");
    const metric = { "run_id": runId, "model_id": modelId, timestamp: 5, step: 1 };
    await send("POST", "mlflow/runs/log-metric", { ...metric, key: "auc", value: 0.5 });
    const onData = { "dataset_name": "train", "dataset_digest": "d1" };
    const metrics = [
      { ...metric, ...onData, key: "loss", value: 3 },
      { ...metric, ...onData, key: "loss", value: 2, step: 2 },
    ];
    equal((await send("POST", "mlflow/runs/log-batch", { "run_id": runId, metrics })).status, 200);
    const { metrics: measured } = await client.runs.getLoggedModel(modelId);
    // MLflow's database keeps all points of a logged model, its file store the last ones.
    const last = new Map(measured.toSorted((a, b) => a.step - b.step).map((m) => [m.key, m]));
    const base = { timestamp: 5, modelId, runId };
    deepEqual([last.get("auc"), last.get("loss")], [
      { ...base, key: "auc", value: 0.5, step: 1 },
      { ...base, key: "loss", value: 2, step: 2, datasetName: "train", datasetDigest: "d1" },
    ]);
    const run = await client.runs.getRun(runId);
    deepEqual([run.metrics["auc"]?.value, run.metrics["loss"]?.value], [0.5, 2]);
  },

  "tags and parameters of a logged model are set and removed": async (context) => {
    const { client, send } = context;
    const { modelId } = await logModel(context, "étiqueté");
    const path = `mlflow/logged-models/${modelId}`;
    const tags = [{ key: "k", value: "v" }, { key: "a/b", value: "c" }];
    equal((await send("PATCH", `${path}/tags`, { tags })).status, 200);
    equal((await send("DELETE", `${path}/tags/k`)).status, 200);
    const params = [{ key: "alpha", value: "0.1" }];
    equal((await send("POST", `${path}/params`, { "model_id": modelId, params })).status, 200);
    const model = await client.runs.getLoggedModel(modelId);
    deepEqual(model.tags, { "a/b": "c", "team/name": "Île" });
    deepEqual(model.params, { alpha: "0.1", "max_depth": "3" });
    equal((await send("DELETE", `${path}/tags/k`)).status, 404);
  },

  "POST logged-models/search filters, sorts and pages": async (context) => {
    const { send } = context;
    const { experimentId, modelId, runId } = await logModel(context, "cherché-a");
    await logModel(context, "cherché-b");
    const metric = { "run_id": runId, "model_id": modelId, key: "auc", value: 0.75, timestamp: 1 };
    await send("POST", "mlflow/runs/log-metric", metric);
    const find = async (query: Record<string, unknown>) => {
      const body = { "experiment_ids": [experimentId], ...query };
      const { status, answer } = await send("POST", "mlflow/logged-models/search", body);
      equal(status, 200, JSON.stringify(answer));
      const models = (answer["models"] ?? []) as { info: { name: string } }[];
      return { names: models.map(({ info }) => info.name), token: answer["next_page_token"] };
    };
    deepEqual((await find({ filter: "name LIKE 'cherché-%'" })).names, ["cherché-b", "cherché-a"]);
    deepEqual((await find({ filter: "metrics.auc > 0.7" })).names, ["cherché-a"]);
    const query = {
      filter: "params.max_depth = '3' AND name LIKE 'cherché-%'",
      "order_by": [{ "field_name": "name", ascending: true }],
      "max_results": 1,
    };
    const first = await find(query);
    deepEqual(first.names, ["cherché-a"]);
    const second = await find({ ...query, "page_token": first.token });
    deepEqual(second.names, ["cherché-b"]);
    const wrong = { "experiment_ids": [experimentId], filter: "nonsense = '1'" };
    // MLflow 3.17.2 answers 500.
    match(`${(await send("POST", "mlflow/logged-models/search", wrong)).status}`, /^[45]00$/);
  },

  "a logged model that is unknown or deleted is refused": async (context) => {
    const { client, send } = context;
    const { modelId } = await logModel(context, "supprimé");
    const path = `mlflow/logged-models/${modelId}`;
    equal((await send("DELETE", path)).status, 200);
    await rejects(client.runs.getLoggedModel(modelId), notFound);
    await rejects(client.runs.getLoggedModel(`m-${"0".repeat(32)}`), notFound);
    for (const name of ["a/b", "a:b", "a.b", "a%b"]) {
      const { status, answer } = await send("POST", "mlflow/logged-models", {
        "experiment_id": "0",
        name,
      });
      deepEqual([status, answer["error_code"]], [400, "INVALID_PARAMETER_VALUE"], name);
    }
    const nowhere = { "experiment_id": "98765", name: "x" };
    equal((await send("POST", "mlflow/logged-models", nowhere)).status, 404);
  },

  "GET artifacts/directories lists a logged model's files": async (context) => {
    const { modelId, artifactUri } = await logModel(context, "listé");
    const path = `mlflow/logged-models/${modelId}/artifacts/directories`;
    const { answer } = await context.send("GET", `${path}?artifact_directory_path=code`);
    deepEqual(answer, {
      "root_uri": artifactUri,
      files: [{ path: "code/a.py", "is_dir": false, "file_size": 9 }],
    });
  },
};
