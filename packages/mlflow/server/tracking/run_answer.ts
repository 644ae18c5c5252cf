import {
  formatDatasetInput,
  formatMetricValue,
  type Metric,
  type Run,
  type RunInfo,
} from "../../run.ts";
import { formatTags } from "../../tag.ts";
import { unlessEmpty } from "../requests/call.ts";

/**
 * Writes a run as the protocol has it.
 *
 * @returns An object `{info, data, inputs}`.
 */
export function formatRun(run: Run): Record<string, unknown> {
  const models = run.modelInputs.map((modelId) => ({ "model_id": modelId }));
  const outputs = run.modelOutputs.map(({ modelId, step }) => ({ "model_id": modelId, step }));
  return {
    info: formatRunInfo(run.info),
    data: {
      metrics: unlessEmpty(Object.values(run.metrics).map(formatMetric)),
      params: unlessEmpty(formatTags(run.params)),
      tags: unlessEmpty(formatTags(run.tags)),
    },
    inputs: {
      "dataset_inputs": unlessEmpty(run.datasetInputs.map(formatDatasetInput)),
      "model_inputs": unlessEmpty(models),
    },
    outputs: { "model_outputs": unlessEmpty(outputs) },
  };
}

/**
 * Writes what a run is as the protocol has it.
 *
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
export function formatMetric(metric: Metric): Record<string, unknown> {
  return {
    key: metric.key,
    value: formatMetricValue(metric.value),
    timestamp: metric.timestamp,
    step: metric.step,
    "dataset_name": metric.datasetName,
    "dataset_digest": metric.datasetDigest,
    "model_id": metric.modelId,
    "run_id": metric.runId,
  };
}
