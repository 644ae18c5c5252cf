import {
  formatModelMetadata,
  type MlModel,
  type ModelMetadata,
  type ModelSignature,
} from "@mlops/mlflow";
import { onnxModelDirectory } from "@mlops/mlflow/model_directory";
import type { ArtifactFile } from "../mlflow/artifact_file.ts";
import { MODEL_PATH } from "../mlflow/model_files.ts";
import type { Feature } from "./feature_rows.ts";
import type { DataTarget } from "./table_data.ts";
import { labelText } from "./table_params.ts";

/** What a logged model of a table consists of. */
export interface TableModelParts {
  /** The model file. */
  readonly model: Uint8Array<ArrayBuffer>;
  /** The run that it belongs to, 32 hex digits. */
  readonly runId: string;
  /** The model's own id, 32 hex digits. */
  readonly modelUuid: string;
  /** When it was made. */
  readonly createdAt: Date;
  /** The columns that it takes. */
  readonly features: readonly Feature[];
  /** What it predicts. */
  readonly target: DataTarget;
  /** What it says about itself. */
  readonly metadata: ModelMetadata;
  /** Whether it takes rows of numbers. */
  readonly isSingleInput: boolean;
}

/** MLflow's types of columns. A boolean that may be missing is a number. */
const TYPES = {
  number: "double",
  integer: "long",
  boolean: "boolean",
  category: "string",
} as const;

/**
 * Lays out the model as MLflow's ONNX flavor has it, under `model/`.
 *
 * @returns `mlModel` describes it, `files` are all its files, `MLmodel` among them.
 */
export function tableModelFiles(
  parts: TableModelParts,
): { mlModel: MlModel; files: ArtifactFile[] } {
  const { features, metadata, isSingleInput } = parts;
  const [golden] = metadata.goldenRows ?? [];
  const example = features.map(({ name }) => golden?.values?.[name] ?? null);
  const { mlModel, files } = onnxModelDirectory({
    ...parts,
    artifactPath: MODEL_PATH,
    signature: isSingleInput ? tensorSignature(parts) : columnSignature(parts),
    inputExample: isSingleInput
      ? [example.map(Number)]
      : { columns: features.map(({ name }) => name), data: [example] },
    metadata: formatModelMetadata(metadata),
  });
  return {
    mlModel,
    files: Array.from(files, ([name, content]) => ({ path: `${MODEL_PATH}/${name}`, content })),
  };
}

function columnSignature({ features, target }: TableModelParts): ModelSignature {
  // All are required: a missing value is a value, and an absent column makes the flavor fail.
  const inputs = features.map(({ name, input }) => column(name, TYPES[input]));
  if (target.kind === "numbers") return { inputs, outputs: [column("prediction", "float")] };
  const { labels } = target;
  return {
    inputs,
    outputs: [
      column("label", typeof labels[0] === "string" ? "string" : "long"),
      // The graph has 0 and 1 for false and true, which ONNX has no labels of.
      ...labels.map((label) => {
        const text = labelText(typeof label === "boolean" ? Number(label) : label);
        return column(`probability_${text}`, "float");
      }),
    ],
  };
}

function column(name: string, type: string) {
  return { name, type, dtype: null, shape: null, isRequired: true };
}

function tensorSignature({ features, target }: TableModelParts): ModelSignature {
  const inputs = [tensor(null, "float32", [-1, features.length])];
  if (target.kind === "numbers") {
    return { inputs, outputs: [tensor("variable", "float32", [-1, 1])] };
  }
  const { labels } = target;
  return {
    inputs,
    outputs: [
      tensor("label", typeof labels[0] === "string" ? "str" : "int64", [-1]),
      tensor("probabilities", "float32", [-1, labels.length]),
    ],
  };
}

function tensor(name: string | null, dtype: string, shape: readonly number[]) {
  return { name, type: "tensor", dtype, shape };
}
