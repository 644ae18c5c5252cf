/**
 * Small models for the tests, made of real files: each passes every check that a registered one does.
 *
 * @module
 */
import { FEATURES } from "@mlops/tasks/diabetes";
import { formatModelMetadata, type ModelMetadata } from "@mlops/mlflow";
import { formatMlModel } from "@mlops/mlflow/model_directory";
import { encodeForest } from "@mlops/onnx";
import { createHash } from "node:crypto";
import { loadModel } from "../model/load_model.ts";
import { MlModelFile } from "../model/ml_model_file.ts";
import type { ModelFiles, ModelReference } from "../model/model_registry.ts";
import type { ServedModel } from "../model/served_model.ts";

/** A registered version with its files. */
export interface SmallModel {
  /** What the registry says of it. */
  readonly reference: ModelReference;
  /** Its files. */
  readonly files: ModelFiles;
}

/**
 * Makes a diabetes model of equal trees, one by default: probability `low` up to Glucose 120.5, `high` beyond.
 *
 * @param options `version`, the two probabilities, the number of trees, and what else its metadata and tags say.
 * @returns The version.
 */
export function smallDiabetesModel(
  { version = "1", low = 0.125, high = 0.75, nTrees = 1, metadata = {}, tags }: {
    version?: string;
    low?: number;
    high?: number;
    nTrees?: number;
    metadata?: Partial<ModelMetadata>;
    tags?: Record<string, string>;
  } = {},
): SmallModel {
  const repeat = <T>(tree: (index: number) => readonly T[]) =>
    Array.from({ length: nTrees }, (_, index) => tree(index)).flat();
  const onnx = encodeForest({
    nFeatures: 8,
    classes: [0, 1],
    roots: Int32Array.from(repeat((index) => [3 * index])),
    left: Int32Array.from(repeat((index) => [3 * index + 1, -1, -1])),
    right: Int32Array.from(repeat((index) => [3 * index + 2, -1, -1])),
    feature: Int32Array.from(repeat(() => [1, -2, -2])),
    threshold: Float64Array.from(repeat(() => [120.5, -2, -2])),
    cover: Float64Array.from(repeat(() => [16, 8, 8])),
    value: Float64Array.from(repeat(() => [0.5, 0.5, 1 - low, low, 1 - high, high])),
  });
  const goldenRow = { features: FEATURES.map(({ min }) => min), probabilities: [1 - low, low] };
  return smallModel(onnx, version, {
    task: "diabetes",
    features: FEATURES,
    classes: [0, 1],
    goldenRows: [goldenRow],
    trainedAt: "2026-11-25T01:02:03Z",
    ...metadata,
  }, tags);
}

/**
 * Makes a model of one tree with three classes and two features: `a` up to 1.5 is class 10, else `b`
 * up to 2.5 is class 20, else class 30.
 *
 * @returns The version.
 */
export function smallThreeClassModel(): SmallModel {
  const onnx = encodeForest({
    nFeatures: 2,
    classes: [10, 20, 30],
    roots: Int32Array.of(0),
    left: Int32Array.of(1, -1, 3, -1, -1),
    right: Int32Array.of(2, -1, 4, -1, -1),
    feature: Int32Array.of(0, -2, 1, -2, -2),
    threshold: Float64Array.of(1.5, -2, 2.5, -2, -2),
    cover: Float64Array.of(12, 4, 8, 4, 4),
    value: Float64Array.of(
      4 / 12,
      4 / 12,
      4 / 12,
      1,
      0,
      0,
      0,
      0.5,
      0.5,
      0,
      0.75,
      0.25,
      0,
      0.25,
      0.75,
    ),
  });
  return smallModel(onnx, "1", { features: [{ name: "a" }, { name: "b" }], classes: [10, 20, 30] });
}

/**
 * Loads a small model as the service does.
 *
 * @param model The version.
 * @returns The model in memory.
 */
export function loadSmallModel({ reference, files }: SmallModel): Promise<ServedModel> {
  return loadModel(reference, files, {
    engine: "auto",
    isDigestRequired: true,
    trustedKeys: [],
    now: () => 0,
  });
}

/**
 * Wraps an ONNX file as a registered version.
 *
 * @param onnx The file.
 * @param metadata What its `MLmodel` says of it.
 * @param tags The version's tags; its digest by default.
 * @returns The version.
 */
export function smallModel(
  onnx: Uint8Array<ArrayBuffer>,
  version: string,
  metadata: ModelMetadata,
  tags?: Record<string, string>,
): SmallModel {
  const sha256 = digestOf(onnx);
  const mlModel = new MlModelFile(formatMlModel({
    artifactPath: "model",
    runId: "run",
    utcTimeCreated: "2026-11-25 01:02:03.000000",
    modelUuid: "0".repeat(32),
    mlflowVersion: "2.17.2",
    modelSizeBytes: onnx.length,
    flavors: { onnx: { data: "model.onnx" } },
    signature: null,
    savedInputExampleInfo: null,
    metadata: formatModelMetadata(metadata),
  }));
  const name = metadata.task === "diabetes" ? "diabetes-model" : "small-model";
  const source = `mlflow-artifacts:/1/run${version}/artifacts/model`;
  const reference = { name, version, runId: `run${version}`, source, tags: tags ?? { sha256 } };
  return {
    reference,
    files: {
      mlModel,
      main: "model.onnx",
      files: new Map([["model.onnx", onnx]]),
      digests: new Map([["model.onnx", sha256], ["MLmodel", digestOf(mlModel.text)]]),
      signature: null,
      sha256,
    },
  };
}

function digestOf(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
