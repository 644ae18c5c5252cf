import { type LifecycleStage, parseLifecycleStage } from "./experiment.ts";
import { formatTags, parseTags } from "./tag.ts";
import type { WireObject } from "./wire_object.ts";

/** How far a run has come. */
export type RunStatus = "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";

/** Every status, in the order in which MLflow numbers them from 1. */
export const RUN_STATUSES: readonly RunStatus[] = [
  "RUNNING",
  "SCHEDULED",
  "FINISHED",
  "FAILED",
  "KILLED",
];

/** What a run is, without what it logged. */
export interface RunInfo {
  /** Its id, 32 hex digits. */
  readonly runId: string;
  /** Its name, not unique. */
  readonly runName: string;
  /** The experiment that it belongs to. */
  readonly experimentId: string;
  /** How far it has come. */
  readonly status: RunStatus;
  /** When it started, in ms since 1970, or `null` if unknown. */
  readonly startTime: number | null;
  /** When it ended, in ms since 1970, or `null` while it runs. */
  readonly endTime: number | null;
  /** Where its artifacts lie, e.g. `mlflow-artifacts:/1/<run>/artifacts`. */
  readonly artifactUri: string;
  /** Who made it. */
  readonly userId: string;
  /** Whether it is in use or in the trash. */
  readonly lifecycleStage: LifecycleStage;
}

/** One point of a metric. */
export interface Metric {
  /** Name of the metric. */
  readonly key: string;
  /** Its value, perhaps NaN or infinite. */
  readonly value: number;
  /** When it was measured, in ms since 1970. */
  readonly timestamp: number;
  /** Step of the training, 0 if there are none. */
  readonly step: number;
  /** The logged model that it was measured of (MLflow 3). */
  readonly modelId?: string;
  /** The run that measured it, where it is told of a logged model. */
  readonly runId?: string;
  /** The data set that it was measured on (MLflow 3). */
  readonly datasetName?: string;
  /** What that data set's content is known by. */
  readonly datasetDigest?: string;
}

/** A logged model that a run made (MLflow 3). */
export interface ModelOutput {
  /** Its id. */
  readonly modelId: string;
  /** Step of the training that it was made at, 0 if there are none. */
  readonly step: number;
}

/** A data set that a run read, as MLflow's inputs have it. */
export interface DatasetInput {
  /** Its name, e.g. `penguins.csv`. */
  readonly name: string;
  /** What its content is known by, e.g. a hash (at most 36 characters in MLflow's stores). */
  readonly digest: string;
  /** Kind of source, e.g. `http` or `local`. */
  readonly sourceType: string;
  /** Where it came from, a JSON text. */
  readonly source: string;
  /** Its columns, a JSON text, or `null`. */
  readonly schema?: string | null;
  /** Its size and other figures, a JSON text, or `null`. */
  readonly profile?: string | null;
  /** Tags, e.g. `mlflow.data.context` = `training`. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A run with what it logged. */
export interface Run {
  /** What it is. */
  readonly info: RunInfo;
  /** Last point of each metric, by key. */
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Parameters by key. */
  readonly params: Readonly<Record<string, string>>;
  /** Tags by key. */
  readonly tags: Readonly<Record<string, string>>;
  /** Data sets that it read. */
  readonly datasetInputs: readonly DatasetInput[];
  /** Ids of the logged models that it read; none before MLflow 3. */
  readonly modelInputs: readonly string[];
  /** Logged models that it made; none before MLflow 3. */
  readonly modelOutputs: readonly ModelOutput[];
}

/**
 * Reads a run of an answer.
 *
 * @param wire The object.
 * @returns The run.
 */
export function parseRun(wire: WireObject): Run {
  const data = wire.object("data");
  const inputs = wire.has("inputs") ? wire.object("inputs") : null;
  const outputs = wire.has("outputs") ? wire.object("outputs") : null;
  return {
    info: parseRunInfo(wire.object("info")),
    metrics: Object.fromEntries(
      data.list("metrics", (metric) => [metric.string("key"), parseMetric(metric)] as const),
    ),
    params: parseTags(data, "params"),
    tags: parseTags(data),
    datasetInputs: inputs?.list("dataset_inputs", parseDatasetInput) ?? [],
    modelInputs: inputs?.list("model_inputs", (model) => model.string("model_id")) ?? [],
    modelOutputs: outputs?.list("model_outputs", parseModelOutput) ?? [],
  };
}

/**
 * Reads the field `run_info`.
 *
 * @param wire The object.
 * @returns What the run is.
 */
export function parseRunInfo(wire: WireObject): RunInfo {
  return {
    runId: wire.string("run_id"),
    runName: wire.stringOrNull("run_name") ?? "",
    experimentId: wire.string("experiment_id"),
    status: parseRunStatus(wire),
    startTime: wire.numberOrNull("start_time"),
    endTime: wire.numberOrNull("end_time"),
    artifactUri: wire.stringOrNull("artifact_uri") ?? "",
    userId: wire.stringOrNull("user_id") ?? "",
    lifecycleStage: parseLifecycleStage(wire),
  };
}

/**
 * Writes a data set as the protocol has it.
 *
 * @param input The data set.
 * @returns An object `{tags, dataset}`.
 */
export function formatDatasetInput(input: DatasetInput): Record<string, unknown> {
  return {
    tags: formatTags(input.tags ?? {}),
    dataset: {
      name: input.name,
      digest: input.digest,
      source_type: input.sourceType,
      source: input.source,
      schema: input.schema || undefined,
      profile: input.profile || undefined,
    },
  };
}

function parseRunStatus(wire: WireObject): RunStatus {
  const status = wire.stringOrNull("status");
  return RUN_STATUSES.find((known) => known === status) ?? "RUNNING";
}

/**
 * Reads a metric of an answer.
 *
 * @param wire The object.
 * @returns The point.
 */
export function parseMetric(wire: WireObject): Metric {
  return {
    key: wire.string("key"),
    value: wire.numberOrNull("value") ?? 0,
    timestamp: wire.numberOrNull("timestamp") ?? 0,
    step: wire.numberOrNull("step") ?? 0,
    ...wire.has("model_id") && { modelId: wire.string("model_id") },
    ...wire.has("dataset_name") && { datasetName: wire.string("dataset_name") },
    ...wire.has("dataset_digest") && { datasetDigest: wire.string("dataset_digest") },
  };
}

/**
 * Reads a logged model that a run made.
 *
 * @param wire The object `{model_id, step}`.
 * @returns What was made, and when.
 */
export function parseModelOutput(wire: WireObject): ModelOutput {
  return { modelId: wire.string("model_id"), step: wire.numberOrNull("step") ?? 0 };
}

/**
 * Reads a data set of an answer.
 *
 * @param wire The object `{tags, dataset}`.
 * @returns The data set.
 */
export function parseDatasetInput(wire: WireObject): DatasetInput {
  const dataset = wire.object("dataset");
  return {
    name: dataset.string("name"),
    digest: dataset.string("digest"),
    sourceType: dataset.stringOrNull("source_type") ?? "",
    source: dataset.stringOrNull("source") ?? "",
    schema: dataset.stringOrNull("schema"),
    profile: dataset.stringOrNull("profile"),
    tags: parseTags(wire),
  };
}

/**
 * Writes a metric's value as protobuf's JSON does.
 *
 * @returns The number itself, or `"NaN"`, `"Infinity"`, `"-Infinity"`, which JSON has no numbers for.
 */
export function formatMetricValue(value: number): number | string {
  return Number.isFinite(value) ? value : `${value}`;
}
