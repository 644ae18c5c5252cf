import {
  formatDatasetInput,
  formatMetricValue,
  type Metric,
  type Run,
  type RunInfo,
} from "../run.ts";
import { formatTags } from "../tag.ts";
import { unlessEmpty } from "./call.ts";

/**
 * Writes a run as the protocol has it.
 *
 * @param run The run.
 * @returns An object `{info, data, inputs}`.
 */
export function formatRun(run: Run): Record<string, unknown> {
  const inputs = unlessEmpty(run.datasetInputs.map(formatDatasetInput));
  return {
    info: formatRunInfo(run.info),
    data: {
      metrics: unlessEmpty(Object.values(run.metrics).map(formatMetric)),
      params: unlessEmpty(formatTags(run.params)),
      tags: unlessEmpty(formatTags(run.tags)),
    },
    inputs: { "dataset_inputs": inputs },
  };
}

/**
 * Writes what a run is as the protocol has it.
 *
 * @param info What it is.
 * @returns The wire object.
 */
export function formatRunInfo(info: RunInfo): Record<string, unknown> {
  return {
    "run_uuid": info.runId,
    "run_id": info.runId,
    "run_name": info.runName,
    "experiment_id": info.experimentId,
    "user_id": info.userId,
    status: info.status,
    "start_time": info.startTime ?? undefined,
    "end_time": info.endTime ?? undefined,
    "artifact_uri": info.artifactUri,
    "lifecycle_stage": info.lifecycleStage,
  };
}

/**
 * Writes a point of a metric as the protocol has it.
 *
 * @param metric The point.
 * @returns The wire object.
 */
export function formatMetric({ key, value, timestamp, step }: Metric): Record<string, unknown> {
  return { key, value: formatMetricValue(value), timestamp, step };
}
