import {
  type DatasetInput,
  type Metric,
  parseDatasetInput,
  parseMetric,
  parseModelOutput,
  RUN_STATUSES,
  type RunStatus,
} from "../../run.ts";
import { parseTags } from "../../tag.ts";
import type { WireObject } from "../../wire_object.ts";
import { type Calls, unlessEmpty } from "../requests/call.ts";
import { parseViewType } from "./experiment_calls.ts";
import { invalidParameter } from "../requests/refused_request.ts";
import { formatMetric, formatRun, formatRunInfo } from "./run_answer.ts";
import { parseKeyValue } from "../file_store/key_files.ts";
import type { RunLog } from "./run_log.ts";
import { RUN_SEARCH } from "./run_search.ts";
import type { RunStore } from "./run_store.ts";
import { search } from "../search/search.ts";
import { parseSearchRequest } from "../search/search_request.ts";

/**
 * Makes the calls under `runs/` and `metrics/`.
 *
 * @param log What they log.
 * @returns The calls.
 */
export function runCalls(runs: RunStore, log: RunLog): Calls {
  return {
    "POST runs/create": (fields) => {
      const run = runs.create({
        experimentId: fields.stringOrNull("experiment_id") ?? "0",
        runName: fields.stringOrNull("run_name") ?? "",
        userId: fields.stringOrNull("user_id") ?? "",
        startTime: integerOrNull(fields, "start_time"),
        tags: parseTags(fields),
      });
      return { run: formatRun(run) };
    },
    "GET runs/get": (fields) => ({ run: formatRun(runs.get(runIdOf(fields))) }),
    "POST runs/search": (fields) => {
      const request = parseSearchRequest(fields, { defaultResults: 1_000, maxResults: 50_000 });
      const view = parseViewType(fields, "run_view_type");
      const all = fields.strings("experiment_ids").flatMap((id) => runs.list(id, view));
      const page = search(all, request, RUN_SEARCH);
      return {
        runs: unlessEmpty(page.items.map(formatRun)),
        "next_page_token": page.nextPageToken,
      };
    },
    "POST runs/update": (fields) => {
      const runName = fields.stringOrNull("run_name");
      const endTime = integerOrNull(fields, "end_time");
      const info = runs.update(runIdOf(fields), {
        ...fields.has("status") && { status: parseStatus(fields) },
        ...endTime !== null && { endTime },
        ...runName && { runName },
      });
      return { "run_info": formatRunInfo(info) };
    },
    "POST runs/delete": (fields) => {
      runs.setStage(runIdOf(fields), "deleted");
      return {};
    },
    "POST runs/restore": (fields) => {
      runs.setStage(runIdOf(fields), "active");
      return {};
    },
    "POST runs/log-parameter": (fields) => {
      log.logBatch(runIdOf(fields), { metrics: [], params: [parseKeyValue(fields)], tags: [] });
      return {};
    },
    "POST runs/log-metric": (fields) => {
      log.logBatch(runIdOf(fields), { metrics: [parseNewMetric(fields)], params: [], tags: [] });
      return {};
    },
    "POST runs/set-tag": (fields) => {
      log.logBatch(runIdOf(fields), { metrics: [], params: [], tags: [parseKeyValue(fields)] });
      return {};
    },
    "POST runs/delete-tag": (fields) => {
      log.deleteTag(runIdOf(fields), fields.string("key"));
      return {};
    },
    "POST runs/log-batch": (fields) => {
      const batch = {
        metrics: fields.list("metrics", parseNewMetric),
        params: fields.list("params", parseKeyValue),
        tags: fields.list("tags", parseKeyValue),
      };
      refuseLargeBatch(batch);
      log.logBatch(runIdOf(fields), batch);
      return {};
    },
    "POST runs/log-inputs": (fields) => {
      const models = fields.list("models", (model) => model.string("model_id"));
      log.logInputs(runIdOf(fields), fields.list("datasets", parseNewDataset), models);
      return {};
    },
    "POST runs/outputs": (fields) => {
      log.logOutputs(runIdOf(fields), fields.list("models", parseModelOutput));
      return {};
    },
    "POST runs/log-model": (fields) => {
      log.logModel(runIdOf(fields), parseModelJson(fields.string("model_json")));
      return {};
    },
    "GET metrics/get-history": (fields) => ({
      metrics: unlessEmpty(
        log.history(runIdOf(fields), fields.string("metric_key")).map(formatMetric),
      ),
    }),
  };
}

/**
 * Reads a run's id, which older clients send as `run_uuid`.
 *
 * @param fields The call's fields.
 * @returns The id.
 */
export function runIdOf(fields: WireObject): string {
  return fields.has("run_id") ? fields.string("run_id") : fields.string("run_uuid");
}

function parseNewMetric(fields: WireObject): Metric {
  const timestamp = integerOrNull(fields, "timestamp");
  if (timestamp === null || timestamp < 0) {
    throw invalidParameter("Timestamp must be a nonnegative long (64-bit integer)");
  }
  return {
    ...parseMetric(fields),
    value: fields.number("value"),
    timestamp,
    step: integerOrNull(fields, "step") ?? 0,
  };
}

function parseNewDataset(fields: WireObject): DatasetInput {
  const input = parseDatasetInput(fields);
  for (const [name, limit] of [["name", 500], ["digest", 36], ["source", 65_535]] as const) {
    if ([...input[name]].length > limit) {
      throw invalidParameter(`'${name}' exceeds the maximum length of ${limit} characters`);
    }
  }
  return input;
}

function parseStatus(fields: WireObject): RunStatus {
  const word = fields.string("status");
  const status = RUN_STATUSES.find((known) => known === word);
  if (status === undefined) throw invalidParameter(`Invalid run status '${word}'`);
  return status;
}

function parseModelJson(text: string): Record<string, unknown> {
  try {
    const model: unknown = JSON.parse(text);
    if (typeof model === "object" && model !== null && !Array.isArray(model)) {
      return { ...model };
    }
  } catch {
    // Refused below, like any other JSON that is no object.
  }
  throw invalidParameter("Malformed model info: 'model_json' must be a JSON object");
}

function integerOrNull(fields: WireObject, name: string): number | null {
  const value = fields.numberOrNull(name);
  if (value !== null && !Number.isSafeInteger(value)) {
    throw invalidParameter(`"request.${name}" must be an integer: is ${value}`);
  }
  return value;
}

function refuseLargeBatch(
  batch: { metrics: readonly unknown[]; params: readonly unknown[]; tags: readonly unknown[] },
): void {
  const total = batch.metrics.length + batch.params.length + batch.tags.length;
  const counts = [
    ["metrics", batch.metrics.length, 1_000],
    ["params", batch.params.length, 100],
    ["tags", batch.tags.length, 100],
    ["metrics, params, and tags", total, 1_000],
  ] as const;
  for (const [name, count, limit] of counts) {
    if (count > limit) {
      throw invalidParameter(
        `A batch logging request can contain at most ${limit} ${name}. Got ${count} ${name}. Please split up ${name} across multiple requests and try again.`,
      );
    }
  }
}
