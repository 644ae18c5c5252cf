import { type Metric, parseMetric } from "./run.ts";
import { parseTags } from "./tag.ts";
import type { WireObject } from "./wire_object.ts";

/** How far a logged model has come. */
export type LoggedModelStatus = "UNSPECIFIED" | "PENDING" | "READY" | "FAILED";

/** Every status, in the order in which MLflow numbers them from 0. */
export const LOGGED_MODEL_STATUSES: readonly LoggedModelStatus[] = [
  "UNSPECIFIED",
  "PENDING",
  "READY",
  "FAILED",
];

/** The words that the protocol has for them, in the same order. */
export const LOGGED_MODEL_STATUS_WORDS: readonly string[] = [
  "LOGGED_MODEL_STATUS_UNSPECIFIED",
  "LOGGED_MODEL_PENDING",
  "LOGGED_MODEL_READY",
  "LOGGED_MODEL_UPLOAD_FAILED",
];

/** A model as MLflow 3 logs it: a thing of its own, with files that do not lie under a run's. */
export interface LoggedModel {
  /** Its id, `m-` and 32 hex digits. */
  readonly modelId: string;
  /** The experiment that it belongs to. */
  readonly experimentId: string;
  /** Its name, not unique. */
  readonly name: string;
  /** Where its files lie, e.g. `mlflow-artifacts:/1/models/<id>/artifacts`. */
  readonly artifactUri: string;
  /** When it was made, in ms since 1970, or `null` if unknown. */
  readonly creationTimestamp: number | null;
  /** When it last changed, in ms since 1970, or `null` if unknown. */
  readonly lastUpdatedTimestamp: number | null;
  /** Whether its files are there. */
  readonly status: LoggedModelStatus;
  /** What kind of model its maker calls it, or empty. */
  readonly modelType: string;
  /** The run that logged it, or empty. */
  readonly sourceRunId: string;
  /** Parameters by key. */
  readonly params: Readonly<Record<string, string>>;
  /** Tags by key. */
  readonly tags: Readonly<Record<string, string>>;
  /** Last point of each metric, one for each data set that it was measured on. */
  readonly metrics: readonly Metric[];
}

/**
 * Reads a logged model of an answer.
 *
 * @param wire The object.
 * @returns The model.
 */
export function parseLoggedModel(wire: WireObject): LoggedModel {
  const info = wire.object("info");
  const data = wire.has("data") ? wire.object("data") : null;
  const status = LOGGED_MODEL_STATUS_WORDS.indexOf(info.stringOrNull("status") ?? "");
  return {
    modelId: info.string("model_id"),
    experimentId: info.string("experiment_id"),
    name: info.stringOrNull("name") ?? "",
    artifactUri: info.string("artifact_uri"),
    creationTimestamp: info.numberOrNull("creation_timestamp_ms"),
    lastUpdatedTimestamp: info.numberOrNull("last_updated_timestamp_ms"),
    status: LOGGED_MODEL_STATUSES[status] ?? "UNSPECIFIED",
    modelType: info.stringOrNull("model_type") ?? "",
    sourceRunId: info.stringOrNull("source_run_id") ?? "",
    params: data === null ? {} : parseTags(data, "params"),
    tags: parseTags(info),
    metrics: data?.list("metrics", parseModelMetric) ?? [],
  };
}

function parseModelMetric(wire: WireObject): Metric {
  return { ...parseMetric(wire), ...wire.has("run_id") && { runId: wire.string("run_id") } };
}
