import { deepEqual, equal, rejects } from "node:assert/strict";
import { type MlflowClient, MlflowError } from "../mod.ts";
import type { Contract } from "./contract.ts";

async function newModel(client: MlflowClient, name: string, versions = 1): Promise<void> {
  await client.registry.createRegisteredModel(name);
  if (versions === 0) return;
  // MLflow 3 takes only sources below the artifacts of a run that is there.
  const { experimentId } = await client.experiments.setExperiment("versions");
  const { info } = await client.runs.createRun({ experimentId });
  for (let version = 1; version <= versions; version++) {
    const source = `${info.artifactUri}/m${version}`;
    await client.registry.createModelVersion({ name, source, runId: info.runId });
  }
}

function refusedWith(status: number, code: string) {
  return (error: unknown) => {
    return error instanceof MlflowError && error.status === status && error.code === code;
  };
}

/** What every tracking server must do with registered models, versions and aliases. */
export const registryContract: Contract = {
  "createRegisteredModel() makes a model once": async ({ client }) => {
    equal(await client.registry.getRegisteredModel("modèle é"), null);
    const model = await client.registry.createRegisteredModel("modèle é");
    equal(model.name, "modèle é");
    deepEqual(await client.registry.getRegisteredModel("modèle é"), model);
    const again = client.registry.createRegisteredModel("modèle é");
    await rejects(again, refusedWith(400, "RESOURCE_ALREADY_EXISTS"));
  },

  "createModelVersion() counts from 1": async ({ client }) => {
    await client.registry.createRegisteredModel("counted");
    const { experimentId } = await client.experiments.setExperiment("runs");
    const { info } = await client.runs.createRun({ experimentId });
    const source = `${info.artifactUri}/model`;
    const first = await client.registry.createModelVersion({
      name: "counted",
      source,
      runId: info.runId,
      description: "le premier",
      tags: { "sha256": "ab", "a/b": "é" },
    });
    deepEqual(
      [first.version, first.source, first.runId, first.status, first.description],
      ["1", source, info.runId, "READY", "le premier"],
    );
    deepEqual(first.tags, { "a/b": "é", "sha256": "ab" });
    deepEqual(await client.registry.getModelVersion("counted", "1"), first);
    equal(await client.registry.getModelVersionDownloadUri("counted", "1"), source);
    const second = await client.registry.createModelVersion({
      name: "counted",
      source,
      runId: info.runId,
    });
    equal(second.version, "2");
    const model = await client.registry.getRegisteredModel("counted");
    deepEqual(model?.latestVersions.map((version) => version.version), ["2"]);
  },

  "createModelVersion() refuses an unknown model and a local source": async ({ client }) => {
    const source = "mlflow-artifacts:/1/r/artifacts/m";
    const orphan = client.registry.createModelVersion({ name: "unknown", source });
    await rejects(orphan, { name: "MlflowError" });
    await newModel(client, "sources", 0);
    const hostile = [
      "/etc",
      "file:///etc",
      "mlflow-artifacts:/1/../../etc",
      "mlflow-artifacts:/1/%2e%2e/%2E%2E/etc",
      "mlflow-artifacts:/1/%252e%252e/etc",
    ];
    for (const bad of hostile) {
      const attempt = client.registry.createModelVersion({ name: "sources", source: bad });
      await rejects(attempt, refusedWith(400, "INVALID_PARAMETER_VALUE"), bad);
    }
  },

  "setRegisteredModelAlias() sets and moves an alias": async ({ client }) => {
    await newModel(client, "aliased", 2);
    equal(await client.registry.getModelVersionByAlias("aliased", "champion"), null);
    await client.registry.setRegisteredModelAlias({
      name: "aliased",
      alias: "champion",
      version: "1",
    });
    await client.registry.setRegisteredModelAlias({
      name: "aliased",
      alias: "challenger",
      version: "2",
    });
    const first = await client.registry.getModelVersionByAlias("aliased", "champion");
    deepEqual([first?.version, first?.aliases], ["1", ["champion"]]);
    await client.registry.setRegisteredModelAlias({
      name: "aliased",
      alias: "champion",
      version: "2",
    });
    equal((await client.registry.getModelVersionByAlias("aliased", "champion"))?.version, "2");
    const model = await client.registry.getRegisteredModel("aliased");
    deepEqual(model?.aliases, { challenger: "2", champion: "2" });
    deepEqual((await client.registry.getModelVersion("aliased", "1")).aliases, []);
    await client.registry.deleteRegisteredModelAlias("aliased", "champion");
    await client.registry.deleteRegisteredModelAlias("aliased", "champion");
    equal(await client.registry.getModelVersionByAlias("aliased", "champion"), null);
  },

  "an alias that is missing, or wrong, is refused": async ({ client, send }) => {
    await newModel(client, "strict");
    const missing = await send("GET", "mlflow/registered-models/alias?name=strict&alias=nope");
    deepEqual([missing.status, missing.answer["error_code"], missing.answer["message"]], [
      400,
      "INVALID_PARAMETER_VALUE",
      "Registered model alias nope not found.",
    ]);
    equal(await client.registry.getModelVersionByAlias("no such model", "nope"), null);
    const bodies = [
      { name: "strict", alias: "champion", version: 1 },
      { name: "strict", alias: "latest", version: "1" },
      { name: "strict", alias: "v1", version: "1" },
      { name: "strict", alias: "a/b", version: "1" },
      { name: "strict", alias: "../x", version: "1" },
      { name: "strict", alias: "", version: "1" },
      { name: "strict", alias: "champion", version: "one" },
    ];
    for (const body of bodies) {
      const { status, answer } = await send("POST", "mlflow/registered-models/alias", body);
      deepEqual([status, answer["error_code"]], [400, "INVALID_PARAMETER_VALUE"], body.alias);
    }
    const body = { name: "strict", alias: "champion", version: "2" };
    equal((await send("POST", "mlflow/registered-models/alias", body)).status, 404);
  },

  "tags of models and versions are set and removed": async ({ client, send }) => {
    await newModel(client, "tagged");
    await client.registry.setModelVersionTag({
      name: "tagged",
      version: "1",
      key: "k/x",
      value: "é",
    });
    await client.registry.setModelVersionTag({
      name: "tagged",
      version: "1",
      key: "k/x",
      value: "ü",
    });
    deepEqual((await client.registry.getModelVersion("tagged", "1")).tags, { "k/x": "ü" });
    const key = { name: "tagged", version: "1", key: "k/x" };
    equal((await send("DELETE", "mlflow/model-versions/delete-tag", key)).status, 200);
    deepEqual((await client.registry.getModelVersion("tagged", "1")).tags, {});
    const tag = { name: "tagged", key: "owner", value: "ada" };
    equal((await send("POST", "mlflow/registered-models/set-tag", tag)).status, 200);
    deepEqual((await client.registry.getRegisteredModel("tagged"))?.tags, { owner: "ada" });
    equal((await send("DELETE", "mlflow/registered-models/delete-tag", tag)).status, 200);
    deepEqual((await client.registry.getRegisteredModel("tagged"))?.tags, {});
  },

  "searchModelVersions() filters, sorts and pages": async ({ client }) => {
    await newModel(client, "found", 3);
    await client.registry.setModelVersionTag({ name: "found", version: "2", key: "k", value: "v" });
    const versionsOf = async (filter: string) => {
      const { items } = await client.registry.searchModelVersions({
        filter,
        orderBy: ["version_number ASC"],
      });
      return items.map((version) => version.version);
    };
    deepEqual(await versionsOf("name = 'found'"), ["1", "2", "3"]);
    deepEqual(await versionsOf("name='found' and tags.k = 'v'"), ["2"]);
    deepEqual(await versionsOf("name LIKE 'foun_' AND source_path LIKE '%/m3'"), ["3"]);
    const query = { filter: "name = 'found'", maxResults: 2, orderBy: ["version_number DESC"] };
    const first = await client.registry.searchModelVersions(query);
    deepEqual(first.items.map((version) => version.version), ["3", "2"]);
    const second = await client.registry.searchModelVersions({
      ...query,
      pageToken: first.nextPageToken,
    });
    deepEqual(second.items.map((version) => version.version), ["1"]);
    const wrong = client.registry.searchModelVersions({ filter: "nonsense = '1'" });
    await rejects(wrong, refusedWith(400, "INVALID_PARAMETER_VALUE"));
  },

  "searchRegisteredModels() filters, sorts and pages": async ({ client }) => {
    for (const name of ["search-b", "search-a", "search-c"]) await newModel(client, name, 0);
    const query = { filter: "name ILIKE 'SEARCH-%'", maxResults: 2, orderBy: ["name DESC"] };
    const first = await client.registry.searchRegisteredModels(query);
    deepEqual(first.items.map((model) => model.name), ["search-c", "search-b"]);
    const second = await client.registry.searchRegisteredModels({
      ...query,
      pageToken: first.nextPageToken,
    });
    deepEqual(second.items.map((model) => model.name), ["search-a"]);
    equal(second.nextPageToken, null);
  },

  "versions are described and deleted, their numbers never used again": async (context) => {
    const { client, send } = context;
    await newModel(client, "deleted", 2);
    const key = { name: "deleted", version: "2" };
    const description = "à jeter";
    const changed = await send("PATCH", "mlflow/model-versions/update", { ...key, description });
    equal(changed.status, 200);
    equal((await client.registry.getModelVersion("deleted", "2")).description, description);
    await client.registry.setRegisteredModelAlias({ ...key, alias: "champion" });
    equal((await send("DELETE", "mlflow/model-versions/delete", key)).status, 200);
    const gone = client.registry.getModelVersion("deleted", "2");
    await rejects(gone, refusedWith(404, "RESOURCE_DOES_NOT_EXIST"));
    equal(await client.registry.getModelVersionByAlias("deleted", "champion"), null);
    const latest = await send("GET", "mlflow/registered-models/get-latest-versions?name=deleted");
    deepEqual((latest.answer["model_versions"] as { version: string }[]).map((v) => v.version), [
      "1",
    ]);
  },

  "models are renamed with their versions, and deleted": async ({ client, send }) => {
    await newModel(client, "old", 2);
    await client.registry.setModelVersionTag({ name: "old", version: "1", key: "k", value: "v" });
    const rename = { name: "old", "new_name": "new" };
    equal((await send("POST", "mlflow/registered-models/rename", rename)).status, 200);
    equal(await client.registry.getRegisteredModel("old"), null);
    deepEqual((await client.registry.getModelVersion("new", "1")).tags, { k: "v" });
    equal((await client.registry.getModelVersion("new", "2")).name, "new");
    const update = { name: "new", description: "nouveau" };
    equal((await send("PATCH", "mlflow/registered-models/update", update)).status, 200);
    equal((await client.registry.getRegisteredModel("new"))?.description, "nouveau");
    await client.registry.deleteRegisteredModel("new");
    equal(await client.registry.getRegisteredModel("new"), null);
  },
};
