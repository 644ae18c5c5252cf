import type { MlflowClient } from "@mlops/mlflow";
import type { Task } from "@mlops/task";
import { findSharedRun, TRAINING_TAG } from "../shards/shared_run.ts";
import type { TrackedRun, Tracking } from "./tracking.ts";

/** A run must be closed even when the server is slow, but not be waited for forever. */
const END_TIMEOUT_MS = 5_000;

/** Whom runs belong to, and what stops them. */
export interface MlflowTrackingOptions {
  /** Who the runs belong to. */
  readonly userId: string;
  /** Aborts when the training is to stop. */
  readonly signal: AbortSignal;
  /**
   * Name of a training that several programs share: a run that was begun under it is taken up again, so
   * that what lies there is not made anew. By default each training has a run of its own.
   */
  readonly trainingId?: string | null;
  /** Names of the experiment and of the runs. */
  readonly names: Pick<Task, "experiment" | "run">;
}

/**
 * Logs to an MLflow tracking server.
 *
 * @param client Client of the server.
 * @param options Whom runs belong to, and what stops them.
 * @returns The tracking port.
 */
export function mlflowTracking(client: MlflowClient, options: MlflowTrackingOptions): Tracking {
  const { signal, userId, names, trainingId = null } = options;
  return {
    async startRun(startedAt, place) {
      const { experimentId } = await client.experiments.setExperiment(names.experiment, {
        signal,
      });
      if (trainingId !== null && place === undefined) {
        const begun = await findSharedRun(client, { experimentId, trainingId, signal });
        if (begun !== null) {
          await client.runs.updateRun(begun.runId, { status: "RUNNING" }, { signal });
          return trackedRun(client, begun.runId, begun.artifactUri, signal);
        }
      }
      // Not ended by the signal: a run that was made but not heard of could not be closed.
      const { info } = await client.runs.createRun({
        experimentId,
        runName: place?.name ?? names.run,
        userId,
        startTime: startedAt.getTime(),
        tags: {
          "mlflow.user": userId,
          "mlflow.source.name": "@mlops/train",
          "mlflow.source.type": "JOB",
          ...trainingId === null || place !== undefined ? {} : { [TRAINING_TAG]: trainingId },
          ...place !== undefined && { "mlflow.parentRunId": place.parentRunId },
        },
      });
      return trackedRun(client, info.runId, info.artifactUri, signal);
    },
  };
}

function trackedRun(
  client: MlflowClient,
  runId: string,
  artifactUri: string,
  signal: AbortSignal,
): TrackedRun {
  return {
    runId,
    artifactUri,
    logInput: (input) => client.runs.logInputs(runId, [input], { signal }),
    logResults({ params, metrics, tags }) {
      const points = Object.entries(metrics).map(([key, value]) => ({ key, value }));
      return client.runs.logBatch(runId, { params, metrics: points, tags }, { signal });
    },
    async upload({ path, content }) {
      await client.artifacts.uploadArtifact(artifactUri, path, content, { signal });
    },
    logModel: (model) => client.runs.logModel(runId, model, { signal }),
    async end(status, note) {
      const limit = { timeoutMs: END_TIMEOUT_MS };
      await client.runs.updateRun(runId, { status, endTime: Date.now() }, limit);
      // MLflow's page shows this tag as the run's description.
      const tag = { key: "mlflow.note.content", value: note ?? "" };
      if (note !== null) await client.runs.setTag(runId, tag, limit);
    },
  };
}
