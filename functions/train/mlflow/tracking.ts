import type { DatasetInput, MlModel, RunStatus } from "@mlops/mlflow";
import type { ArtifactFile } from "./artifact_file.ts";

/** Opens runs; what the training asks of a tracking server. */
export interface Tracking {
  /**
   * Makes a run and marks it as running. Once asked for, it is made even if the training is to stop.
   *
   * @param startedAt When the training started.
   * @param place Where it stands; by default it is the task's own run.
   * @returns The run.
   */
  startRun(startedAt: Date, place?: RunPlace): Promise<TrackedRun>;
}

/** Where a run stands that is part of another. */
export interface RunPlace {
  /** Id of the run that it is part of. */
  readonly parentRunId: string;
  /** Its name. */
  readonly name: string;
}

/** A run that is being filled. */
export interface TrackedRun {
  /** Its id, 32 hex digits. */
  readonly runId: string;
  /** Where its artifacts go, e.g. `mlflow-artifacts:/1/<run>/artifacts`. */
  readonly artifactUri: string;
  /**
   * Logs the table that the run read.
   *
   * @param input The table.
   */
  logInput(input: DatasetInput): Promise<void>;
  /**
   * Logs everything that is written once.
   *
   * @param results Parameters as text, metrics and tags, each by name.
   */
  logResults(results: RunResults): Promise<void>;
  /**
   * Uploads a file.
   */
  upload(file: ArtifactFile): Promise<void>;
  /**
   * Tells the server that uploaded files are a model.
   *
   * @param model What its `MLmodel` says.
   */
  logModel(model: MlModel): Promise<void>;
  /**
   * Closes the run. Works after the training was told to stop, too.
   *
   * @param status How it went.
   * @param note What went wrong, shown as the run's description, or `null`.
   */
  end(status: RunStatus, note: string | null): Promise<void>;
}

/** What a run logs in one go. */
export interface RunResults {
  /** Parameters as text. */
  readonly params: Readonly<Record<string, string>>;
  /** Metrics. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Tags. */
  readonly tags: Readonly<Record<string, string>>;
}
