import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { type MlflowClient, MlflowError } from "../mod.ts";
import type { Contract } from "./contract.ts";

async function newRun(client: MlflowClient): Promise<string> {
  const { experimentId } = await client.experiments.setExperiment("runs");
  return (await client.runs.createRun({ experimentId })).info.runId;
}

/** What every tracking server must do with runs. */
export const runContract: Contract = {
  "createRun() starts a run": async ({ client }) => {
    const { experimentId } = await client.experiments.setExperiment("runs");
    const run = await client.runs.createRun({
      experimentId,
      runName: "première",
      userId: "ada",
      startTime: 1_700_000_000_000,
      tags: { "a/b": "c", "é": "ü" },
    });
    match(run.info.runId, /^[0-9a-f]{32}$/);
    deepEqual(run.info, {
      runId: run.info.runId,
      runName: "première",
      experimentId,
      status: "RUNNING",
      startTime: 1_700_000_000_000,
      endTime: null,
      artifactUri: `mlflow-artifacts:/${experimentId}/${run.info.runId}/artifacts`,
      userId: "ada",
      lifecycleStage: "active",
    });
    deepEqual(run.tags, { "a/b": "c", "mlflow.runName": "première", "é": "ü" });
    deepEqual(await client.runs.getRun(run.info.runId), run);
  },

  "createRun() names a run that has no name": async ({ client }) => {
    const { info, tags } = await client.runs.getRun(await newRun(client));
    match(info.runName, /^\w+-\w+-\d+$/);
    equal(tags["mlflow.runName"], info.runName);
  },

  "getRun() refuses an unknown id": async ({ client }) => {
    await rejects(client.runs.getRun("0".repeat(32)), (error) => {
      return error instanceof MlflowError && error.status === 404 &&
        error.code === "RESOURCE_DOES_NOT_EXIST";
    });
  },

  "updateRun() ends and renames a run": async ({ client }) => {
    const runId = await newRun(client);
    const change = { status: "FINISHED", endTime: 1_700_000_001_000, runName: "done" } as const;
    const info = await client.runs.updateRun(runId, change);
    deepEqual([info.status, info.endTime, info.runName], ["FINISHED", 1_700_000_001_000, "done"]);
    const run = await client.runs.getRun(runId);
    deepEqual(run.info, info);
    equal(run.tags["mlflow.runName"], "done");
    equal((await client.runs.updateRun(runId, { status: "FAILED" })).endTime, 1_700_000_001_000);
  },

  "logBatch() logs more than one request may hold": async ({ client }) => {
    const runId = await newRun(client);
    const keys = Array.from({ length: 250 }, (_, index) => `k${index}`);
    await client.runs.logBatch(runId, {
      metrics: Array.from(
        { length: 1_200 },
        (_, step) => ({ key: "loss", value: 1 / (1 + step), step }),
      ),
      params: Object.fromEntries(keys.map((key) => [key, `${key} é`])),
      tags: Object.fromEntries(keys.map((key) => [`t/${key}`, ""])),
    });
    const run = await client.runs.getRun(runId);
    equal(Object.keys(run.params).length, 250);
    equal(run.params["k249"], "k249 é");
    equal(Object.keys(run.tags).filter((key) => key.startsWith("t/")).length, 250);
    equal(run.metrics["loss"]?.step, 1_199);
    equal((await client.runs.getMetricHistory(runId, "loss")).length, 1_200);
  },

  "logBatch() keeps odd keys and values": async ({ client }) => {
    const runId = await newRun(client);
    const values = { "a/b/c": 1e-300, "é x-y:z.": -0.1, big: 1.7976931348623157e308, third: 1 / 3 };
    await client.runs.logBatch(runId, {
      metrics: [
        ...Object.entries(values).map(([key, value]) => ({ key, value })),
        { key: "nan", value: NaN },
      ],
      params: { "p/q": " spaces and\nlines ", empty: "", "ключ": "値😀" },
    });
    const { metrics, params } = await client.runs.getRun(runId);
    const read = Object.entries(metrics).map(([key, metric]) => [key, metric.value]);
    deepEqual(Object.fromEntries(read), { ...values, nan: NaN });
    deepEqual(params, { "p/q": " spaces and\nlines ", empty: "", "ключ": "値😀" });
  },

  "logMetric() appends; the last point is of the largest step": async ({ client }) => {
    const runId = await newRun(client);
    const points = [[2, 0.5, 30], [3, 0.25, 20], [1, 9, 40]] as const;
    for (const [step, value, timestamp] of points) {
      await client.runs.logMetric(runId, { key: "auc", value, step, timestamp });
    }
    const run = await client.runs.getRun(runId);
    deepEqual(run.metrics["auc"], { key: "auc", value: 0.25, timestamp: 20, step: 3 });
    const history = await client.runs.getMetricHistory(runId, "auc");
    deepEqual(history.map((metric) => metric.step).sort(), [1, 2, 3]);
    deepEqual(await client.runs.getMetricHistory(runId, "none"), []);
  },

  "logParam() accepts the same value again and no other": async ({ client }) => {
    const runId = await newRun(client);
    await client.runs.logParam(runId, { key: "depth", value: "10" });
    await client.runs.logParam(runId, { key: "depth", value: "10" });
    await rejects(client.runs.logParam(runId, { key: "depth", value: "11" }), (error) => {
      return error instanceof MlflowError && error.status === 400 &&
        error.code === "INVALID_PARAMETER_VALUE";
    });
    equal((await client.runs.getRun(runId)).params["depth"], "10");
  },

  "setTag() and runs/delete-tag set, change and remove": async ({ client, send }) => {
    const runId = await newRun(client);
    await client.runs.setTag(runId, { key: "k", value: "1" });
    await client.runs.setTag(runId, { key: "k", value: "2" });
    equal((await client.runs.getRun(runId)).tags["k"], "2");
    const body = { "run_id": runId, key: "k" };
    equal((await send("POST", "mlflow/runs/delete-tag", body)).status, 200);
    equal((await client.runs.getRun(runId)).tags["k"], undefined);
    equal((await send("POST", "mlflow/runs/delete-tag", body)).status, 404);
  },

  "logInputs() logs a data set once": async ({ client }) => {
    const runId = await newRun(client);
    const dataset = {
      name: "diabetes.csv",
      digest: "0123456789abcdef",
      sourceType: "http",
      source: '{"url":"http://localhost/é.csv"}',
      schema: '{"columns":8}',
      profile: null,
      tags: { "mlflow.data.context": "training" },
    };
    await client.runs.logInputs(runId, [dataset]);
    await client.runs.logInputs(runId, [dataset]);
    deepEqual((await client.runs.getRun(runId)).datasetInputs, [dataset]);
  },

  "POST runs/log-model appends to the run's models": async ({ client, send }) => {
    const runId = await newRun(client);
    const model = (path: string) => ({
      "run_id": runId,
      "artifact_path": path,
      "utc_time_created": "2026-11-23 15:55:46.866588",
      "model_uuid": "0123456789abcdef0123456789abcdef",
      flavors: { onnx: { data: "model.onnx", config: { a: 1 } } },
      "mlflow_version": "2.17.2",
    });
    for (const path of ["one", "two"]) {
      const body = { "run_id": runId, "model_json": JSON.stringify(model(path)) };
      equal((await send("POST", "mlflow/runs/log-model", body)).status, 200);
    }
    const tag = (await client.runs.getRun(runId)).tags["mlflow.log-model.history"] ?? "";
    const { mlflow_version: _, ...logged } = model("one");
    const flavors = { onnx: { data: "model.onnx" } };
    deepEqual(JSON.parse(tag), [
      { ...logged, flavors },
      { ...logged, "artifact_path": "two", flavors },
    ]);
    const bad = { "run_id": runId, "model_json": "{}" };
    equal((await send("POST", "mlflow/runs/log-model", bad)).status, 400);
  },

  "a deleted run is kept, but takes nothing more": async ({ client, send }) => {
    const runId = await newRun(client);
    await client.runs.deleteRun(runId);
    equal((await client.runs.getRun(runId)).info.lifecycleStage, "deleted");
    await rejects(client.runs.setTag(runId, { key: "k", value: "1" }), { name: "MlflowError" });
    equal((await send("POST", "mlflow/runs/restore", { "run_id": runId })).status, 200);
    await client.runs.setTag(runId, { key: "k", value: "1" });
  },

  "keys that would leave the run are refused": async ({ client }) => {
    const runId = await newRun(client);
    for (const key of ["../../x", "a/../b", "/abs", "a//b", ".", "a/", "x\0y", "a%2fb", "a\\b"]) {
      const refused = (error: unknown) => {
        return error instanceof MlflowError && error.code === "INVALID_PARAMETER_VALUE";
      };
      await rejects(client.runs.logParam(runId, { key, value: "1" }), refused, key);
      await rejects(client.runs.logMetric(runId, { key, value: 1 }), refused, key);
      await rejects(client.runs.setTag(runId, { key, value: "1" }), refused, key);
    }
  },

  "malformed metrics are refused": async ({ client, send }) => {
    const runId = await newRun(client);
    const metrics = [
      { key: "m", value: 1, timestamp: -1, step: 0 },
      { value: 1, timestamp: 1, step: 0 },
    ];
    for (const metric of metrics) {
      const body = { "run_id": runId, metrics: [metric] };
      const { status, answer } = await send("POST", "mlflow/runs/log-batch", body);
      deepEqual([status, answer["error_code"]], [400, "INVALID_PARAMETER_VALUE"]);
    }
    deepEqual((await client.runs.getRun(runId)).metrics, {});
  },
};
