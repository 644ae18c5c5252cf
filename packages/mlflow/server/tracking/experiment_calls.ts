import type { Experiment, ViewType } from "../../experiment.ts";
import { formatTags, parseTags } from "../../tag.ts";
import type { WireObject } from "../../wire_object.ts";
import { type Calls, unlessEmpty } from "../requests/call.ts";
import type { ExperimentStore } from "./experiment_store.ts";
import { doesNotExist, invalidParameter } from "../requests/refused_request.ts";
import type { RunStore } from "./run_store.ts";
import { search, type SearchSpace } from "../search/search.ts";
import { parseSearchRequest } from "../search/search_request.ts";

const VIEW_TYPES: readonly ViewType[] = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"];

/**
 * Makes the calls under `experiments/`.
 *
 * @param runs Their runs, which share the fate of a deleted experiment.
 * @returns The calls.
 */
export function experimentCalls(experiments: ExperimentStore, runs: RunStore): Calls {
  const searchExperiments = (fields: WireObject) => {
    const request = parseSearchRequest(fields, { defaultResults: 1_000, maxResults: 50_000 });
    const all = experiments.list(parseViewType(fields, "view_type"));
    const page = search(all, request, SPACE);
    return {
      experiments: unlessEmpty(page.items.map(formatExperiment)),
      "next_page_token": page.nextPageToken,
    };
  };
  const move = (stage: "active" | "deleted") => (fields: WireObject) => {
    const id = fields.string("experiment_id");
    experiments.move(id, stage);
    const view = stage === "deleted" ? "ACTIVE_ONLY" : "DELETED_ONLY";
    for (const run of runs.list(id, view)) runs.setStage(run.info.runId, stage);
    return {};
  };
  return {
    "POST experiments/create": (fields) => ({
      "experiment_id": experiments.create({
        name: fields.string("name"),
        artifactLocation: fields.stringOrNull("artifact_location"),
        tags: parseTags(fields),
      }),
    }),
    "GET experiments/get": (fields) => ({
      experiment: formatExperiment(experiments.get(fields.string("experiment_id"))),
    }),
    "GET experiments/get-by-name": (fields) => {
      const name = fields.string("experiment_name");
      const experiment = experiments.findByName(name);
      if (experiment === null) throw doesNotExist(`Could not find experiment with name '${name}'`);
      return { experiment: formatExperiment(experiment) };
    },
    "GET experiments/search": searchExperiments,
    "POST experiments/search": searchExperiments,
    "POST experiments/update": (fields) => {
      experiments.rename(fields.string("experiment_id"), fields.string("new_name"));
      return {};
    },
    "POST experiments/delete": move("deleted"),
    "POST experiments/restore": move("active"),
    "POST experiments/set-experiment-tag": (fields) => {
      const tag = { key: fields.string("key"), value: fields.stringOrNull("value") ?? "" };
      experiments.setTag(fields.string("experiment_id"), tag);
      return {};
    },
  };
}

/**
 * Reads which experiments or runs a search is to see.
 *
 * @param fields The call's fields.
 * @param name Wire name of the field.
 * @returns Its value; active ones if it is missing.
 * @throws {RefusedRequest} If it is another word.
 */
export function parseViewType(fields: WireObject, name: string): ViewType {
  const word = fields.stringOrNull(name) ?? "ACTIVE_ONLY";
  const view = VIEW_TYPES.find((known) => known === word);
  if (view === undefined) throw invalidParameter(`Invalid value '${word}' for parameter '${name}'`);
  return view;
}

const SPACE: SearchSpace<Experiment> = {
  entities: new Map([["attribute", "attribute"], ["tag", "tag"], ["tags", "tag"]]),
  filterable: { name: "text", "creation_time": "number", "last_update_time": "number" },
  orderable: ["name", "experiment_id", "creation_time", "last_update_time"],
  defaultOrder: ["creation_time DESC", "experiment_id ASC"],
  valuesOf: (experiment, entity, key) => {
    if (entity === "tag") {
      return Object.hasOwn(experiment.tags, key) ? [experiment.tags[key] ?? ""] : [];
    }
    if (key === "name") return [experiment.name];
    if (key === "experiment_id") return [experiment.experimentId];
    const time = key === "creation_time" ? experiment.creationTime : experiment.lastUpdateTime;
    return time === null ? [] : [time];
  },
};

function formatExperiment(experiment: Experiment): Record<string, unknown> {
  return {
    "experiment_id": experiment.experimentId,
    name: experiment.name,
    "artifact_location": experiment.artifactLocation,
    "lifecycle_stage": experiment.lifecycleStage,
    "last_update_time": experiment.lastUpdateTime ?? undefined,
    "creation_time": experiment.creationTime ?? undefined,
    tags: unlessEmpty(formatTags(experiment.tags)),
  };
}
