import {
  LOGGED_MODEL_STATUS_WORDS,
  LOGGED_MODEL_STATUSES,
  type LoggedModel,
} from "../../logged_model.ts";
import { formatTags } from "../../tag.ts";
import type { WireObject } from "../../wire_object.ts";
import { type Calls, unlessEmpty } from "../requests/call.ts";
import { parseKeyValue } from "../file_store/key_files.ts";
import { loggedModelSearch, parseModelOrder, parseSearchedDataset } from "./logged_model_search.ts";
import type { LoggedModelStore } from "./logged_model_store.ts";
import { invalidParameter } from "../requests/refused_request.ts";
import { formatMetric } from "./run_answer.ts";
import { search } from "../search/search.ts";
import { parseSearchRequest } from "../search/search_request.ts";

/**
 * Makes the calls under `logged-models/`, which MLflow 3's client makes where it logs a model.
 *
 * @param models The logged models.
 * @returns The calls.
 */
export function loggedModelCalls(models: LoggedModelStore): Calls {
  const answer = (model: LoggedModel) => ({ model: formatLoggedModel(model) });
  const idOf = (fields: WireObject) => fields.string("model_id");
  return {
    "POST logged-models": (fields) =>
      answer(models.create({
        experimentId: fields.stringOrNull("experiment_id") ?? "0",
        name: fields.stringOrNull("name") ?? "",
        modelType: fields.stringOrNull("model_type") ?? "",
        sourceRunId: fields.stringOrNull("source_run_id") ?? "",
        params: fields.list("params", parseKeyValue),
        tags: fields.list("tags", parseKeyValue),
      })),
    "POST logged-models/search": (fields) => {
      const datasets = fields.list("datasets", parseSearchedDataset);
      const request = parseSearchRequest(fields, {
        defaultResults: 100,
        maxResults: 50_000,
        orderBy: fields.list("order_by", parseModelOrder),
      });
      const all = fields.strings("experiment_ids").flatMap((id) => models.list(id));
      const space = loggedModelSearch(datasets);
      const page = search(all.filter(space.isMeasured), request, space);
      return {
        models: unlessEmpty(page.items.map(formatLoggedModel)),
        "next_page_token": page.nextPageToken,
      };
    },
    "GET logged-models/{model_id}": (fields) => answer(models.get(idOf(fields))),
    "PATCH logged-models/{model_id}": (fields) =>
      answer(models.finalize(idOf(fields), parseStatus(fields))),
    "DELETE logged-models/{model_id}": (fields) => {
      models.delete(idOf(fields));
      return {};
    },
    "POST logged-models/{model_id}/params": (fields) => {
      models.logParams(idOf(fields), fields.list("params", parseKeyValue));
      return {};
    },
    "PATCH logged-models/{model_id}/tags": (fields) => {
      models.setTags(idOf(fields), fields.list("tags", parseKeyValue));
      return {};
    },
    "DELETE logged-models/{model_id}/tags/{tag_key}": (fields) => {
      models.deleteTag(idOf(fields), fields.string("tag_key"));
      return {};
    },
  };
}

function parseStatus(fields: WireObject) {
  const word = fields.stringOrNull("status") ?? "";
  const status = LOGGED_MODEL_STATUSES[LOGGED_MODEL_STATUS_WORDS.indexOf(word)];
  if (status === undefined) throw invalidParameter(`Invalid logged model status '${word}'`);
  return status;
}

function formatLoggedModel(model: LoggedModel): Record<string, unknown> {
  return {
    info: {
      "model_id": model.modelId,
      "experiment_id": model.experimentId,
      name: model.name,
      "creation_timestamp_ms": model.creationTimestamp ?? undefined,
      "last_updated_timestamp_ms": model.lastUpdatedTimestamp ?? undefined,
      "artifact_uri": model.artifactUri,
      status: LOGGED_MODEL_STATUS_WORDS[LOGGED_MODEL_STATUSES.indexOf(model.status)],
      "model_type": model.modelType,
      "source_run_id": model.sourceRunId,
      tags: unlessEmpty(formatTags(model.tags)),
    },
    data: {
      params: unlessEmpty(formatTags(model.params)),
      metrics: unlessEmpty(model.metrics.map(formatMetric)),
    },
  };
}
