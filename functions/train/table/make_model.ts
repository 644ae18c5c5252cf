import type { MlModel } from "@mlops/mlflow";
import { encodeForest } from "@mlops/onnx";
import type { Table } from "@mlops/tables";
import type { ArtifactFile } from "../mlflow/artifact_file.ts";
import type { TrainingTable } from "../dataset/read_training_table.ts";
import type { TrainPorts } from "../train_ports.ts";
import { describeTableModel } from "./describe_table_model.ts";
import { graphColumns } from "./feature_rows.ts";
import { takesMissing } from "./fit_table.ts";
import { oversizeOf, tooManyColumns } from "./oversize.ts";
import type { DataTarget } from "./table_data.ts";
import { tableModelFiles } from "./table_model_files.ts";
import { resolveParams, type TableParams } from "./table_params.ts";
import type { TableRequest } from "./table_request.ts";
import type { TestedForest } from "./fit_and_measure.ts";
import type { TrainingRows } from "./training_rows.ts";

/** A forest that becomes a model of MLflow. */
export interface ModelMaterial {
  /** The table, as it was read. */
  readonly read: TrainingTable;
  /** What was asked for. */
  readonly request: TableRequest;
  /** The hyper-parameters. */
  readonly params: TableParams;
  /** The rows. */
  readonly rows: TrainingRows;
  /** The forest, and how it does on the test rows. */
  readonly tested: TestedForest;
  /** The run, 32 hex digits. */
  readonly runId: string;
  /** When the training began. */
  readonly startedAt: Date;
}

/** A model of MLflow. */
export interface MadeModel {
  /** Lower-case hex SHA-256 of `model.onnx`. */
  readonly sha256: string;
  /** What its `MLmodel` says. */
  readonly mlModel: MlModel;
  /** The files of its folder. */
  readonly files: readonly ArtifactFile[];
}

/**
 * Makes the files of a model: its ONNX graph, and the description by which it is served.
 *
 * @param material The forest.
 * @param ports What makes ids and digests, and who is told of a model that is too large or too wide to be served.
 * @returns The model.
 */
export function makeModel(
  { read, request, params, rows: { data, split }, tested, runId, startedAt }: ModelMaterial,
  { newId, sha256: digest, progress }: Pick<TrainPorts, "newId" | "sha256" | "progress">,
): MadeModel {
  const { target } = data;
  const { features } = split;
  const { isSingleInput } = request;
  const model = encodeForest(tested.forest, {
    labels: labelsOf(target),
    ...!isSingleInput && { columns: graphColumns(features) },
  });
  const oversize = oversizeOf(model.length);
  if (oversize !== null) progress.tell("warning", oversize);
  const tooWide = tooManyColumns(features.length);
  if (tooWide !== null) progress.tell("warning", tooWide);
  const metadata = describeTableModel({
    task: request.taskName,
    estimator: params.estimator,
    split,
    target,
    values: tested.values,
    schema: request.schema,
    dropped: droppedOf(read.table),
    takesMissing: takesMissing(resolveParams(params, { ...split, ...data })),
    residuals: tested.spread?.residuals ?? null,
    coverage: tested.spread?.coverage ?? null,
    dataset: { name: read.name, sha256: read.sha256, nRows: data.rows.length },
    trainedAt: startedAt,
  });
  const { mlModel, files } = tableModelFiles({
    model,
    runId,
    modelUuid: newId(),
    createdAt: startedAt,
    features,
    target,
    metadata,
    isSingleInput,
  });
  return { sha256: digest(model), mlModel, files };
}

/** Labels as ONNX takes them: numbers or texts. */
function labelsOf(target: DataTarget): (number | string)[] {
  if (target.kind !== "classes") return [];
  return target.labels.map((label) => typeof label === "boolean" ? Number(label) : label);
}

function droppedOf({ descriptions }: Table): { name: string; reason: string }[] {
  return descriptions.flatMap(({ name, leftOut }) =>
    leftOut === null ? [] : [{ name, reason: leftOut.reason }]
  );
}
