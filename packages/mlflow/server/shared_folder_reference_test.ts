import { deepEqual, equal } from "node:assert/strict";
import { referenceTest, startRealMlflow } from "@mlops/testing/reference";
import { type LoggedModel, MlflowClient, type Run } from "../mod.ts";
import { startServer } from "../testing/running_server.ts";

/** Everything that a server tells about its folder. */
async function tellAll(client: MlflowClient) {
  const experiments = (await client.experiments.searchExperiments({ viewType: "ALL" })).items;
  const runs: Run[] = [];
  for (const { experimentId } of experiments) {
    const query = { experimentIds: [experimentId], viewType: "ALL" } as const;
    runs.push(...(await client.runs.searchRuns(query)).items);
  }
  const models = (await client.registry.searchRegisteredModels({ maxResults: 1_000 })).items;
  const versions = (await client.registry.searchModelVersions()).items;
  const byId = <T extends { info: { runId: string } }>(a: T, b: T) =>
    a.info.runId < b.info.runId ? -1 : 1;
  return {
    experiments: experiments.toSorted((a, b) => a.experimentId < b.experimentId ? -1 : 1),
    runs: runs.toSorted(byId),
    models,
    versions,
    history: await Promise.all(
      runs.toSorted(byId).map((run) => client.runs.getMetricHistory(run.info.runId, "loss")),
    ),
  };
}

/** Fills a folder with one of everything, and some of it odd. */
async function fill(client: MlflowClient): Promise<void> {
  const { experimentId } = await client.experiments.setExperiment("partagé: 1e5 #");
  const run = { experimentId, runName: "yes", userId: "ada", tags: { "a/b": "é\nü" } };
  const { info } = await client.runs.createRun(run);
  await client.runs.logBatch(info.runId, {
    metrics: [
      { key: "loss", value: 1 / 3, step: 1 },
      { key: "loss", value: 1e-300, step: 2 },
      { key: "nan/deep", value: NaN },
      { key: "inf", value: Infinity },
    ],
    params: { "ключ": "値😀", "p/q": "", null: "null" },
  });
  await client.runs.logInputs(info.runId, [{
    name: "d: 'x'",
    digest: "0123",
    sourceType: "local",
    source: '{"uri": "é"}',
    schema: '{"mlflow_colspec": []}',
    profile: null,
    tags: { "mlflow.data.context": "training" },
  }]);
  await client.runs.updateRun(info.runId, { status: "FINISHED", endTime: Date.now() });
  await client.runs.createRun({ experimentId });
  const name = "modèle = 0x1f #1";
  await client.registry.createRegisteredModel(name);
  const source = `${info.artifactUri}/model`;
  for (let version = 1; version <= 2; version++) {
    await client.registry.createModelVersion({
      name,
      source,
      runId: info.runId,
      description: "deux: 2",
    });
  }
  await client.registry.setModelVersionTag({ name, version: "1", key: "sha256", value: "ab" });
  await client.registry.setRegisteredModelAlias({ name, alias: "champion", version: "1" });
  await client.registry.setRegisteredModelAlias({ name, alias: "null", version: "2" });
}

async function post(url: string, call: string, fields: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/api/2.0/mlflow/${call}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fields),
  });
  equal(response.status, 200, call);
  return await response.json();
}

/** Logs a model as MLflow 3's client does, with a metric, and registers it. */
async function logModel(client: MlflowClient, url: string): Promise<void> {
  const { experimentId } = await client.experiments.setExperiment("modèles: 3");
  const { runId } = (await client.runs.createRun({ experimentId })).info;
  const { model } = await post(url, "logged-models", {
    "experiment_id": experimentId,
    name: "forêt",
    "model_type": "Classifier",
    "source_run_id": runId,
    params: [{ key: "p/q", value: "1e5" }],
    tags: [{ key: "t", value: "yes\nno" }],
  });
  const { "model_id": modelId } = (model as { info: { "model_id": string } }).info;
  const models = [{ "model_id": modelId, step: 1 }];
  await post(url, "runs/outputs", { "run_id": runId, models });
  await post(url, "runs/log-inputs", { "run_id": runId, models: [{ "model_id": modelId }] });
  for (const step of [2, 1]) {
    const metric = { key: "a/b", value: 1 / 3, timestamp: 7, step };
    await post(url, "runs/log-metric", { "run_id": runId, "model_id": modelId, ...metric });
  }
  const name = `forêt ${new URL(url).port}`;
  await client.registry.createRegisteredModel(name);
  const version = { name, source: `models:/${modelId}`, "model_id": modelId };
  await post(url, "model-versions/create", version);
}

/** What a server tells of its logged models, by id. */
async function findLoggedModels(url: string): Promise<LoggedModel[]> {
  const client = new MlflowClient({ trackingUri: new URL(url) });
  const { experimentId } = await client.experiments.setExperiment("modèles: 3");
  const body = { "experiment_ids": [experimentId] };
  const { models } = await post(url, "logged-models/search", body) as {
    models: { info: { "model_id": string } }[];
  };
  const ids = models.map(({ info }) => info["model_id"]).sort();
  return await Promise.all(ids.map((id) => client.runs.getLoggedModel(id)));
}

for (const release of ["2.17.2", "3.17.2"] as const) {
  referenceTest(
    `a real MLflow ${release} and this server tell the same about a folder`,
    ["python"],
    async (test) => {
      const root = await Deno.makeTempDir({ prefix: "shared-" });
      const clientOf = (url: string | URL) => new MlflowClient({ trackingUri: new URL(url) });
      {
        await using server = await startServer(root);
        const backend = `${root}/mlruns`;
        await using mlflow = await startRealMlflow({ directory: root, backend, release });
        const ours = clientOf(server.url);
        const real = clientOf(mlflow.url);
        await test.step("that this server filled", async () => {
          await fill(ours);
          deepEqual(await tellAll(real), await tellAll(ours));
        });
        await test.step("that the real one goes on filling", async () => {
          const { experimentId } = await real.experiments.setExperiment("réel: yes");
          const { info } = await real.runs.createRun({
            experimentId,
            runName: "1e5",
            tags: { k: "v" },
          });
          await real.runs.logBatch(info.runId, {
            metrics: [{ key: "loss", value: 0.1 }],
            params: { p: "no" },
          });
          await real.runs.logInputs(info.runId, [{
            name: "n",
            digest: "1",
            sourceType: "http",
            source: "{}",
          }]);
          await real.runs.updateRun(info.runId, { status: "KILLED", endTime: 5 });
          const name = "modèle = 0x1f #1";
          await real.registry.createModelVersion({
            name,
            source: `${info.artifactUri}/m`,
            runId: info.runId,
            tags: { t: "u" },
          });
          await real.registry.setRegisteredModelAlias({ name, alias: "champion", version: "3" });
          await real.registry.deleteRegisteredModelAlias(name, "null");
          await real.registry.createRegisteredModel("réel");
          deepEqual(await tellAll(ours), await tellAll(real));
        });
        if (release === "3.17.2") {
          await test.step("logged models included, whoever logged them", async () => {
            const urls = [server.url.href.replace(/\/$/, ""), mlflow.url];
            for (const url of urls) await logModel(clientOf(url), url);
            const told = await Promise.all(urls.map(findLoggedModels));
            equal(told[0]?.length, 2);
            deepEqual(told[0], told[1]);
            deepEqual(await tellAll(ours), await tellAll(real));
          });
        }
        if (release === "2.17.2") {
          await test.step("the rest of it, where this server holds logged models", async () => {
            await logModel(ours, server.url.origin);
            const told = await tellAll(ours);
            const runs = told.runs.map((run) => ({ ...run, modelInputs: [], modelOutputs: [] }));
            deepEqual(await tellAll(real), { ...told, runs });
          });
        }
        await test.step("artifacts included", async () => {
          await ours.artifacts.uploadArtifact(
            "mlflow-artifacts:/1/r/artifacts",
            "é/a b.txt",
            "from this server",
          );
          await real.artifacts.uploadArtifact(
            "mlflow-artifacts:/1/r/artifacts",
            "é/c.txt",
            "from the real one",
          );
          const uri = "mlflow-artifacts:/1/r/artifacts";
          const sorted = async (client: MlflowClient) =>
            (await client.artifacts.listArtifacts(uri, "é")).toSorted((a, b) =>
              a.path < b.path ? -1 : 1
            );
          deepEqual(await sorted(ours), await sorted(real));
          for (const path of ["é/a b.txt", "é/c.txt"]) {
            deepEqual(
              await ours.artifacts.downloadArtifact(uri, path),
              await real.artifacts.downloadArtifact(uri, path),
            );
          }
        });
      }
      await Deno.remove(root, { recursive: true });
    },
  );
}
