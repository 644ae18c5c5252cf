import { REFERENCE_TASK } from "@mlops/tasks";
import {
  formatModelMetadata,
  type MlModel,
  type ModelMetadata,
  type ModelSignature,
} from "@mlops/mlflow";
import { onnxModelDirectory } from "@mlops/mlflow/model_directory";
import type { ArtifactFile } from "./artifact_file.ts";

/** Folder of the model under the run's artifacts. */
export const MODEL_PATH = "model";

/** Tensors, as MLflow's wrapper fails with columns where the outputs have different shapes. */
const SIGNATURE: ModelSignature = {
  inputs: [tensor(null, "float32", [-1, REFERENCE_TASK.columns.length])],
  outputs: [tensor("label", "int64", [-1]), tensor("probabilities", "float32", [-1, 2])],
};

/** What a logged model consists of. */
export interface LoggedModel {
  /** The model file. */
  readonly model: Uint8Array<ArrayBuffer>;
  /** The run that it belongs to, 32 hex digits. */
  readonly runId: string;
  /** The model's own id, 32 hex digits. */
  readonly modelUuid: string;
  /** When it was made. */
  readonly createdAt: Date;
  /** What the model says about itself. */
  readonly metadata: ModelMetadata;
}

/**
 * Lays out the model as MLflow's ONNX flavor has it, under `model/`.
 *
 * @returns `mlModel` describes it, `files` are all its files, `MLmodel` among them.
 */
export function modelFiles(model: LoggedModel): { mlModel: MlModel; files: ArtifactFile[] } {
  const { mlModel, files } = onnxModelDirectory({
    ...model,
    artifactPath: MODEL_PATH,
    signature: SIGNATURE,
    inputExample: [REFERENCE_TASK.columns.map((feature) => feature.default)],
    metadata: formatModelMetadata(model.metadata),
  });
  return {
    mlModel,
    files: Array.from(files, ([name, content]) => ({ path: `${MODEL_PATH}/${name}`, content })),
  };
}

function tensor(name: string | null, dtype: string, shape: readonly number[]) {
  return { name, type: "tensor", dtype, shape };
}
