import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { MlflowError } from "../mod.ts";
import type { Contract } from "./contract.ts";

/** What every tracking server must do with experiments. */
export const experimentContract: Contract = {
  "GET /health and /version name the server": async ({ client, release }) => {
    const health = await fetch(`${client.trackingUri}/health`);
    equal(await health.text(), "OK");
    const version = await fetch(`${client.trackingUri}/version`);
    equal(await version.text(), release);
  },

  "setExperiment() makes an experiment once": async ({ client }) => {
    equal(await client.experiments.getExperimentByName("été / 2026"), null);
    const made = await client.experiments.setExperiment("été / 2026");
    equal(made.name, "été / 2026");
    equal(made.lifecycleStage, "active");
    equal(made.artifactLocation, `mlflow-artifacts:/${made.experimentId}`);
    match(`${made.creationTime}`, /^\d{13}$/);
    deepEqual(await client.experiments.setExperiment("été / 2026"), made);
    deepEqual(await client.experiments.getExperimentByName("été / 2026"), made);
    deepEqual(await client.experiments.getExperiment(made.experimentId), made);
  },

  "POST experiments/create refuses a name that is taken, or empty": async ({ client, send }) => {
    await client.experiments.setExperiment("taken");
    await rejects(client.experiments.createExperiment("taken"), (error) => {
      return error instanceof MlflowError && error.status === 400 &&
        error.code === "RESOURCE_ALREADY_EXISTS";
    });
    const { status, answer } = await send("POST", "mlflow/experiments/create", {});
    deepEqual([status, answer["error_code"]], [400, "INVALID_PARAMETER_VALUE"]);
  },

  "GET experiments/get refuses an unknown id": async ({ client }) => {
    await rejects(client.experiments.getExperiment("123456789"), (error) => {
      return error instanceof MlflowError && error.status === 404 &&
        error.code === "RESOURCE_DOES_NOT_EXIST" && !error.retryable;
    });
  },

  "POST experiments/update renames": async ({ client, send }) => {
    const id = await client.experiments.createExperiment("before");
    const body = { "experiment_id": id, "new_name": "after" };
    deepEqual(await send("POST", "mlflow/experiments/update", body), { status: 200, answer: {} });
    equal((await client.experiments.getExperiment(id)).name, "after");
    equal(await client.experiments.getExperimentByName("before"), null);
  },

  "POST experiments/delete and restore take the runs along": async ({ client, send }) => {
    const id = await client.experiments.createExperiment("short-lived");
    const { info } = await client.runs.createRun({ experimentId: id });
    const body = { "experiment_id": id };
    equal((await send("POST", "mlflow/experiments/delete", body)).status, 200);
    equal((await client.experiments.getExperiment(id)).lifecycleStage, "deleted");
    equal((await client.runs.getRun(info.runId)).info.lifecycleStage, "deleted");
    await rejects(client.experiments.setExperiment("short-lived"), { code: "INVALID_STATE" });
    equal((await send("POST", "mlflow/experiments/delete", body)).status, 404);
    equal((await send("POST", "mlflow/experiments/restore", body)).status, 200);
    equal((await client.experiments.getExperiment(id)).lifecycleStage, "active");
    equal((await client.runs.getRun(info.runId)).info.lifecycleStage, "active");
  },

  "POST experiments/set-experiment-tag sets a tag": async ({ client, send }) => {
    const id = await client.experiments.createExperiment("tagged");
    const body = { "experiment_id": id, key: "team/name", value: "Île" };
    equal((await send("POST", "mlflow/experiments/set-experiment-tag", body)).status, 200);
    deepEqual((await client.experiments.getExperiment(id)).tags, { "team/name": "Île" });
  },

  "POST experiments/search filters, sorts and pages": async ({ client }) => {
    for (const name of ["s-3", "s-1", "s-2"]) await client.experiments.createExperiment(name);
    const query = { filter: "name LIKE 's-%'", orderBy: ["name ASC"], maxResults: 2 };
    const first = await client.experiments.searchExperiments(query);
    deepEqual(first.items.map((experiment) => experiment.name), ["s-1", "s-2"]);
    const second = await client.experiments.searchExperiments({
      ...query,
      pageToken: first.nextPageToken,
    });
    deepEqual(second.items.map((experiment) => experiment.name), ["s-3"]);
    equal(second.nextPageToken, null);
  },
};
