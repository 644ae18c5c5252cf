import type { DatasetInput, MlModel } from "@mlops/mlflow";
import type { ArtifactFile } from "./artifact_file.ts";
import { signatureFile } from "../signing/signature_file.ts";
import type { RunResults, TrackedRun } from "./tracking.ts";
import type { TrainPorts } from "../train_ports.ts";

/** A model with everything that its run keeps of it. */
export interface LoggedModel {
  /** What its `MLmodel` says. */
  readonly mlModel: MlModel;
  /** The files of its folder, `MLmodel` included. */
  readonly files: readonly ArtifactFile[];
  /** Files of the run beside them: plots, and what each source of outcomes changes. */
  readonly filesBeside: readonly ArtifactFile[];
  /** The table that it was trained on. */
  readonly input: DatasetInput;
  /** Parameters, metrics and tags. */
  readonly results: RunResults;
}

/**
 * Logs a model to its run, signed where there is a key.
 *
 * @param run The run.
 * @param model The model.
 * @param ports The key, the model's name, who is told, and what stops it.
 */
export async function logModel(
  run: TrackedRun,
  { mlModel, files, filesBeside, input, results }: LoggedModel,
  { sign, registry, progress, signal }: Pick<
    TrainPorts,
    "sign" | "registry" | "progress" | "signal"
  >,
): Promise<void> {
  const artifacts = [...files, ...filesBeside];
  if (sign !== null) {
    const version = { mlModel, files, name: registry.modelName, runId: run.runId };
    artifacts.push(await signatureFile(version, sign));
    progress.done("signed", `${files.length} files signed`, { files: files.length });
  }
  signal.throwIfAborted();
  await Promise.all([
    run.logInput(input),
    run.logResults(results),
    ...artifacts.map((file) => run.upload(file)),
  ]);
  await run.logModel(mlModel);
  progress.done("logged", `${artifacts.length} files logged`, { files: artifacts.length });
}
