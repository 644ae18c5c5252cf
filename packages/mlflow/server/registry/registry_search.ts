import type { StoredVersion } from "./model_version_meta.ts";
import type { StoredModel } from "./registered_model_store.ts";
import type { SearchSpace } from "../search/search.ts";

const ENTITIES = new Map([["attribute", "attribute"], ["tag", "tag"], ["tags", "tag"]]);

/** What can be searched for in registered models. */
export const MODEL_SEARCH: SearchSpace<StoredModel> = {
  entities: ENTITIES,
  filterable: { name: "text" },
  orderable: ["name", "creation_timestamp", "last_updated_timestamp"],
  synonyms: new Map([["timestamp", "last_updated_timestamp"]]),
  defaultOrder: ["name ASC"],
  valuesOf: (model, entity, key) => {
    if (entity === "tag") return tagValues(model.tags, key);
    return present(
      key === "name"
        ? model.name
        : key === "creation_timestamp"
        ? model.creationTimestamp
        : model.lastUpdatedTimestamp,
    );
  },
};

/** What can be searched for in model versions. */
export const VERSION_SEARCH: SearchSpace<StoredVersion> = {
  entities: ENTITIES,
  filterable: {
    name: "text",
    "run_id": "text",
    "source_path": "text",
    "version_number": "number",
  },
  orderable: ["name", "version_number", "creation_timestamp", "last_updated_timestamp"],
  defaultOrder: ["last_updated_timestamp DESC", "name ASC", "version_number DESC"],
  valuesOf: (version, entity, key) => {
    if (entity === "tag") return tagValues(version.tags, key);
    const values: Record<string, string | number | null> = {
      name: version.name,
      "run_id": version.runId,
      "source_path": version.source,
      "version_number": version.version,
      "creation_timestamp": version.creationTimestamp,
      "last_updated_timestamp": version.lastUpdatedTimestamp,
    };
    return present(values[key] ?? null);
  },
};

function tagValues(tags: Readonly<Record<string, string>>, key: string): string[] {
  return Object.hasOwn(tags, key) ? [tags[key] ?? ""] : [];
}

function present(value: string | number | null): (string | number)[] {
  return value === null ? [] : [value];
}
