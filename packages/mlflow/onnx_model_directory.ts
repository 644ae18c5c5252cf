import type { MlModel } from "./ml_model.ts";
import { formatMlModel } from "./ml_model_file.ts";
import type { ModelSignature } from "./model_signature.ts";
import type { CellValue } from "./target_metadata.ts";

/** What a model of the ONNX flavor is made of. */
export interface OnnxModelParts {
  /** The ONNX file. */
  readonly model: Uint8Array<ArrayBuffer>;
  /** Path under the run's artifacts, e.g. `model`. */
  readonly artifactPath: string;
  /** Run that logs it. */
  readonly runId: string;
  /** Its own id, 32 hex digits. */
  readonly modelUuid: string;
  /** When it was made. */
  readonly createdAt: Date;
  /** What goes in and comes out. */
  readonly signature: ModelSignature;
  /** Some input rows, row-major `[nRows][nFeatures]`, or of a table with the names of its columns. */
  readonly inputExample: readonly (readonly number[])[] | ExampleTable;
  /** What the trainer adds, a JSON-compatible mapping, or `null`. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** Some rows of a table. */
export interface ExampleTable {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** The rows, `[nRows][nColumns]`. */
  readonly data: readonly (readonly CellValue[])[];
}

/** A model's folder: what `MLmodel` says, and every file by its path. */
export interface ModelDirectory {
  /** What the file `MLmodel` says. */
  readonly mlModel: MlModel;
  /** Bytes or text of each file, `MLmodel` the last. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer> | string>;
}

/** Versions that the folder asks of a Python that loads the model; those of the tested stack. */
const PYTHON = "3.11.7";
const PIP = "23.2.1";
const MLFLOW = "2.17.2";
const REQUIREMENTS = [`mlflow==${MLFLOW}`, "numpy", "onnx==1.22.0", "onnxruntime==1.32.0"];

/**
 * Makes the folder of an ONNX model as MLflow 2.17.2's `mlflow.onnx.save_model` lays it out, so
 * that `mlflow.onnx.load_model` and `mlflow.pyfunc.load_model` load it.
 *
 * The only provider named is the CPU's: a forest gains nothing elsewhere, and naming one that is
 * missing makes ONNX Runtime warn at each load.
 *
 * @param parts What it is made of.
 * @returns The folder, to be uploaded file by file.
 */
export function onnxModelDirectory(parts: OnnxModelParts): ModelDirectory {
  const mlModel: MlModel = {
    artifactPath: parts.artifactPath,
    runId: parts.runId,
    utcTimeCreated: formatUtc(parts.createdAt),
    modelUuid: parts.modelUuid,
    mlflowVersion: MLFLOW,
    modelSizeBytes: parts.model.length,
    flavors: {
      onnx: {
        code: null,
        data: "model.onnx",
        "onnx_session_options": null,
        "onnx_version": "1.22.0",
        providers: ["CPUExecutionProvider"],
      },
      "python_function": {
        data: "model.onnx",
        env: { conda: "conda.yaml", virtualenv: "python_env.yaml" },
        "loader_module": "mlflow.onnx",
        "python_version": PYTHON,
      },
    },
    signature: parts.signature,
    savedInputExampleInfo: {
      "artifact_path": "input_example.json",
      ..."columns" in parts.inputExample && { "pandas_orient": "split" },
      "serving_input_path": "serving_input_example.json",
      type: "columns" in parts.inputExample ? "dataframe" : "ndarray",
    },
    metadata: parts.metadata,
  };
  const files = new Map<string, Uint8Array<ArrayBuffer> | string>([
    ["model.onnx", parts.model],
    ["conda.yaml", CONDA],
    ["python_env.yaml", PYTHON_ENV],
    ["requirements.txt", REQUIREMENTS.join("\n")],
    ["input_example.json", JSON.stringify(parts.inputExample)],
    ["serving_input_example.json", JSON.stringify(servingExample(parts), null, 2)],
    ["MLmodel", formatMlModel(mlModel)],
  ]);
  return { mlModel, files };
}

function servingExample({ inputExample }: OnnxModelParts): unknown {
  return "columns" in inputExample ? { "dataframe_split": inputExample } : { inputs: inputExample };
}

const CONDA = `channels:
- conda-forge
dependencies:
- python=${PYTHON}
- pip<=${PIP}
- pip:
${REQUIREMENTS.map((requirement) => `  - ${requirement}\n`).join("")}name: mlflow-env
`;

const PYTHON_ENV = `python: ${PYTHON}
build_dependencies:
- pip==${PIP}
- setuptools==65.5.0
- wheel
dependencies:
- -r requirements.txt
`;

/** MLflow writes microseconds and no zone. */
function formatUtc(date: Date): string {
  return `${date.toISOString().slice(0, 23).replace("T", " ")}000`;
}
