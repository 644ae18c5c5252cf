import { formatTags } from "../../tag.ts";
import type { WireObject } from "../../wire_object.ts";
import { type Calls, unlessEmpty } from "../requests/call.ts";
import { parseKeyValue } from "../file_store/key_files.ts";
import type { StoredVersion } from "./model_version_meta.ts";
import type { ModelVersionStore } from "./model_version_store.ts";
import { MODEL_SEARCH, VERSION_SEARCH } from "./registry_search.ts";
import type { RegisteredModelStore, StoredModel } from "./registered_model_store.ts";
import { search } from "../search/search.ts";
import { parseSearchRequest } from "../search/search_request.ts";

/**
 * Makes the calls under `registered-models/` and `model-versions/`.
 *
 * @param models The registered models.
 * @param versions Their versions.
 * @returns The calls.
 */
export function registryCalls(models: RegisteredModelStore, versions: ModelVersionStore): Calls {
  return { ...modelCalls(models, versions), ...versionCalls(models, versions) };
}

function modelCalls(models: RegisteredModelStore, versions: ModelVersionStore): Calls {
  const answer = (model: StoredModel) => ({
    "registered_model": formatModel(model, versions.latest(model.name)),
  });
  const latest = (fields: WireObject) => {
    const stages = fields.strings("stages");
    const found = versions.latest(fields.string("name")).filter((version) => {
      return stages.length === 0 || stages.includes(version.currentStage);
    });
    return { "model_versions": unlessEmpty(found.map(formatVersion)) };
  };
  return {
    "POST registered-models/create": (fields) =>
      answer(models.create({
        name: fields.string("name"),
        description: fields.stringOrNull("description") ?? "",
        tags: fields.list("tags", parseKeyValue),
      })),
    "GET registered-models/get": (fields) => answer(models.get(fields.string("name"))),
    "GET registered-models/search": (fields) => {
      const request = parseSearchRequest(fields, { defaultResults: 100, maxResults: 1_000 });
      const page = search(models.list(), request, MODEL_SEARCH);
      const found = page.items.map((model) => formatModel(model, versions.latest(model.name)));
      return { "registered_models": unlessEmpty(found), "next_page_token": page.nextPageToken };
    },
    "PATCH registered-models/update": (fields) => {
      const description = fields.stringOrNull("description") ?? "";
      return answer(models.touch(fields.string("name"), { description }));
    },
    "POST registered-models/rename": (fields) => {
      const newName = fields.string("new_name");
      versions.renameModel(fields.string("name"), newName);
      return answer(models.get(newName));
    },
    "DELETE registered-models/delete": (fields) => {
      models.delete(fields.string("name"));
      return {};
    },
    "GET registered-models/get-latest-versions": latest,
    "POST registered-models/get-latest-versions": latest,
    "POST registered-models/set-tag": (fields) => {
      models.setTag(fields.string("name"), parseKeyValue(fields));
      return {};
    },
    "DELETE registered-models/delete-tag": (fields) => {
      models.deleteTag(fields.string("name"), fields.string("key"));
      return {};
    },
    "POST registered-models/alias": (fields) => {
      const { name, version } = versionKey(fields);
      versions.get(name, version);
      models.setAlias(name, fields.string("alias"), version);
      return {};
    },
    "GET registered-models/alias": (fields) => ({
      "model_version": formatVersion(
        versions.getByAlias(fields.string("name"), fields.string("alias")),
      ),
    }),
    "DELETE registered-models/alias": (fields) => {
      models.setAlias(fields.string("name"), fields.string("alias"), null);
      return {};
    },
  };
}

function versionCalls(models: RegisteredModelStore, versions: ModelVersionStore): Calls {
  const answer = (version: StoredVersion) => ({ "model_version": formatVersion(version) });
  const find = (fields: WireObject) => {
    const { name, version } = versionKey(fields);
    return versions.get(name, version);
  };
  return {
    "POST model-versions/create": (fields) =>
      answer(versions.create({
        name: fields.string("name"),
        source: fields.string("source"),
        runId: fields.stringOrNull("run_id") ?? "",
        modelId: fields.stringOrNull("model_id") ?? "",
        runLink: fields.stringOrNull("run_link") ?? "",
        description: fields.stringOrNull("description") ?? "",
        tags: fields.list("tags", parseKeyValue),
      })),
    "GET model-versions/get": (fields) => answer(find(fields)),
    "GET model-versions/get-download-uri": (fields) => ({
      "artifact_uri": find(fields).storageLocation,
    }),
    "GET model-versions/search": (fields) => {
      const request = parseSearchRequest(fields, { defaultResults: 10_000, maxResults: 200_000 });
      const all = models.list().flatMap((model) => versions.list(model.name));
      const page = search(all, request, VERSION_SEARCH);
      return {
        "model_versions": unlessEmpty(page.items.map(formatVersion)),
        "next_page_token": page.nextPageToken,
      };
    },
    "PATCH model-versions/update": (fields) => {
      const { name, version } = versionKey(fields);
      return answer(
        versions.describe(name, version, fields.stringOrNull("description") ?? ""),
      );
    },
    "DELETE model-versions/delete": (fields) => {
      const { name, version } = versionKey(fields);
      versions.delete(name, version);
      return {};
    },
    "POST model-versions/set-tag": (fields) => {
      const { name, version } = versionKey(fields);
      versions.setTag(name, version, parseKeyValue(fields));
      return {};
    },
    "DELETE model-versions/delete-tag": (fields) => {
      const { name, version } = versionKey(fields);
      versions.deleteTag(name, version, fields.string("key"));
      return {};
    },
  };
}

function versionKey(fields: WireObject): { name: string; version: string } {
  return { name: fields.string("name"), version: fields.string("version") };
}

function formatModel(model: StoredModel, latest: readonly StoredVersion[]) {
  const aliases = Object.entries(model.aliases).map(([alias, version]) => ({ alias, version }));
  return {
    name: model.name,
    "creation_timestamp": model.creationTimestamp ?? undefined,
    "last_updated_timestamp": model.lastUpdatedTimestamp ?? undefined,
    description: model.description || undefined,
    "latest_versions": unlessEmpty(latest.map(formatVersion)),
    tags: unlessEmpty(formatTags(model.tags)),
    aliases: unlessEmpty(aliases),
  };
}

function formatVersion(version: StoredVersion) {
  return {
    name: version.name,
    version: `${version.version}`,
    "creation_timestamp": version.creationTimestamp ?? undefined,
    "last_updated_timestamp": version.lastUpdatedTimestamp ?? undefined,
    "current_stage": version.currentStage,
    description: version.description,
    source: version.source,
    "run_id": version.runId,
    "model_id": version.modelId || undefined,
    status: "READY",
    tags: unlessEmpty(formatTags(version.tags)),
    "run_link": version.runLink,
    aliases: unlessEmpty(version.aliases),
  };
}
