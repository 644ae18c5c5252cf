/**
 * One training on any table, from its columns to the alias: the use case, without any server, file or
 * clock of its own.
 *
 * @module
 */

import { encodeForest } from "@mlops/onnx";
import { percentiles } from "@mlops/statistics";
import type { Table } from "@mlops/tables";
import type { ArtifactFile } from "../artifact_file.ts";
import type { GrowForest } from "../fit_workers.ts";
import { feedbackTags } from "../feedback/feedback_tags.ts";
import { inRun } from "../in_run.ts";
import type { TrainingTable } from "../read_training_table.ts";
import { registerModel, type Registration } from "../register_model.ts";
import { signatureFile } from "../signing/signature_file.ts";
import type { TrackedRun } from "../tracking.ts";
import type { TrainPorts } from "../train_ports.ts";
import { oversizeOf } from "./oversize.ts";
import { compareTables } from "./compare_tables.ts";
import { crossValidate } from "./cross_validate.ts";
import { describeTableModel } from "./describe_table_model.ts";
import { graphColumns } from "./feature_rows.ts";
import { fitTable, scoreRows, takesMissing } from "./fit_table.ts";
import { coverageOf, residualsOf } from "./residuals.ts";
import { measure, type Metrics } from "./measure.ts";
import { tableInput } from "./table_input.ts";
import { type TableData, tableData } from "./table_data.ts";
import { tableModelFiles } from "./table_model_files.ts";
import { resolveParams, type TableParams } from "./table_params.ts";
import { paramsText } from "./params_text.ts";
import { tablePlots } from "./table_plots.ts";
import type { TableRequest } from "./table_request.ts";
import { splitTable, type TableSplit } from "./table_split.ts";
import { searchParams } from "./search_params.ts";
import { warningsOf } from "./table_warnings.ts";
import { lookAtSources } from "./look_at_sources.ts";
import { screenTableOutcomes, withOutcomes } from "./with_outcomes.ts";

/** What a training on a table asks of the world. */
export interface TablePorts extends Omit<TrainPorts, "readDataset" | "fit" | "fitAlone"> {
  /** Reads the table. */
  readonly readTable: () => Promise<TrainingTable>;
  /** Grows trees, perhaps together with other programs. */
  readonly grow: GrowForest;
  /** Grows trees of models to compare with, in this program alone. */
  readonly growAlone: GrowForest;
}

/** Rows from which on a criterion whose time grows with their square is felt. */
const SLOW_ROWS = 5_000;

/** What came out of a training. */
export interface TableReport extends Registration {
  /** The run, 32 hex digits. */
  readonly runId: string;
  /** Metrics on the test rows. */
  readonly metrics: Metrics;
  /** What somebody should look at, each a sentence. */
  readonly warnings: readonly string[];
}

/**
 * Trains a model on a table and registers it. Whatever fails after the run was made leaves it `FAILED`
 * with the reason as its description, and no version in the registry.
 *
 * @param request What to train.
 * @param ports What it needs of the world.
 * @returns What came out.
 * @throws {Error} What any of the ports, the table or the parameters did wrong.
 */
export function trainTable(request: TableRequest, ports: TablePorts): Promise<TableReport> {
  return inRun(ports, (run, startedAt) => trainInRun(run, startedAt, request, ports));
}

async function trainInRun(
  run: TrackedRun,
  startedAt: Date,
  request: TableRequest,
  ports: TablePorts,
): Promise<TableReport> {
  const { progress, signal } = ports;
  const read = await ports.readTable();
  const own = tableData(read.table, { ...request, file: read.name });
  const screened = request.outcomes === null
    ? null
    : screenTableOutcomes(own, request.outcomes, splitTable(own, request.params).testPlaces);
  const data = screened === null ? own : withOutcomes(own, screened.kept);
  const { nOutcomes = 0 } = data;
  if (request.outcomes !== null) {
    progress.done("feedback", `${nOutcomes} confirmed outcomes`, { rows: nOutcomes });
  }
  const split = splitTable(data, request.params);
  tellTable(read, data, split, ports);
  if (request.params.criterion === "absolute_error" && split.train.rows.nRows > SLOW_ROWS) {
    const why = "absolute_error takes time that grows with the square of the rows";
    progress.tell("warning", `${why}: squared_error takes a fraction of it`);
  }
  const params = await chooseParams(run, { request, data, split }, ports);
  const fitted = await fitTable(split.train, resolveParams(params, { ...split, ...data }), {
    grow: ports.grow,
    onTree: (nDone, nTotal) => progress.tree(nDone, nTotal),
    signal,
    withOutOfBag: params.bootstrap && (params.oobScore || data.target.kind === "numbers"),
  });
  const { forest, outOfBag } = fitted;
  progress.done("fitted", `${forest.roots.length} trees, ${forest.left.length} nodes`, {
    trees: forest.roots.length,
    nodes: forest.left.length,
  });
  const values = scoreRows(forest, split.test.rows);
  const measured = measure(split.test.target, values);
  const spread = spreadOf(split, values, outOfBag);
  const metrics = {
    ...measured,
    ...outOfBag !== null && params.oobScore && { "oob_score": outOfBag.score },
    ...spread !== null && { "interval_90_coverage": spread.coverage },
  };
  const figures = Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  progress.done("measured", figures.join(", "), metrics);
  const sources = screened === null ? [] : [
    await lookAtSources(
      { own, params, split, values, metrics: measured, request, ...screened },
      ports,
    ),
  ];
  const folds = request.nFolds === null
    ? {}
    : await crossValidate({ data, split, params, nFolds: request.nFolds }, ports);

  const { target } = data;
  const labels = target.kind === "classes"
    ? target.labels.map((label) => typeof label === "boolean" ? Number(label) : label)
    : [];
  const model = encodeForest(forest, {
    labels,
    ...!request.isSingleInput && { columns: graphColumns(split.features) },
  });
  const oversize = oversizeOf(model.length);
  if (oversize !== null) progress.tell("warning", oversize);
  const sha256 = ports.sha256(model);
  const metadata = describeTableModel({
    task: request.taskName,
    estimator: params.estimator,
    split,
    target,
    values,
    schema: request.schema,
    dropped: droppedOf(read.table),
    takesMissing: takesMissing(resolveParams(params, { ...split, ...data })),
    residuals: spread?.residuals ?? null,
    coverage: spread?.coverage ?? null,
    dataset: { name: read.name, sha256: read.sha256, nRows: data.rows.length },
    trainedAt: startedAt,
  });
  const { mlModel, files } = tableModelFiles({
    model,
    runId: run.runId,
    modelUuid: ports.newId(),
    createdAt: startedAt,
    features: split.features,
    target,
    metadata,
    isSingleInput: request.isSingleInput,
  });
  if (ports.sign !== null) {
    const of = { name: ports.registry.modelName, runId: run.runId };
    files.push(await signatureFile({ mlModel, files, ...of }, ports.sign));
  }
  const { randomState } = params;
  const plotted = { forest, split, target, values, metrics: measured, spread, randomState };
  const plots = tablePlots(plotted);
  const warnings = warningsOf({ table: read.table, data, split, forest, metrics: measured });
  for (const warning of warnings) progress.tell("warning", warning);
  signal.throwIfAborted();
  await logAll(run, [...files, ...plots, ...sources], {
    input: tableInput(read, data),
    params: { ...paramsText(params), stratify: target.kind === "classes" ? target.name : "None" },
    metrics: { ...metrics, ...folds },
    tags: {
      "model_sha256": sha256,
      "dataset_sha256": read.sha256,
      target: target.name,
      ...feedbackTags(screened?.kept ?? null),
      ...warnings.length > 0 && { warnings: warnings.join("; ") },
    },
  });
  await run.logModel(mlModel);
  const nFiles = files.length + plots.length;
  progress.done("logged", `${nFiles} files logged`, { files: nFiles });
  const compare = () =>
    compareTables({ run, request, split, target, values, metrics: measured, nOutcomes }, ports);
  const registration = await registerModel(
    {
      run,
      sha256,
      alias: request.alias,
      isHeld: request.outcomes !== null && !request.isApproved,
      compare,
    },
    ports,
  );
  return { ...registration, runId: run.runId, metrics, warnings };
}

function tellTable(
  read: TrainingTable,
  data: TableData,
  { train, test }: TableSplit,
  { progress }: TablePorts,
): void {
  const { target, nWithoutTarget } = data;
  const what = target.kind === "classes"
    ? `${target.labels.length} classes of "${target.name}"`
    : `the number "${target.name}"`;
  const left = nWithoutTarget === 0 ? "" : `, ${nWithoutTarget} without a target left out`;
  progress.done(
    "dataset",
    `${read.name}: ${what} from ${data.columns.length} columns; ${train.rows.nRows} rows to train, ` +
      `${test.rows.nRows} to test${left}`,
    {
      name: read.name,
      sha256: read.sha256,
      task: target.kind === "classes" ? "classification" : "regression",
      columns: data.columns.length,
      "training_rows": train.rows.nRows,
      "test_rows": test.rows.nRows,
      "rows_without_target": nWithoutTarget,
    },
  );
}

/** What was asked for, or the best that a search finds. */
async function chooseParams(
  run: TrackedRun,
  { request, data, split }: {
    readonly request: TableRequest;
    readonly data: TableData;
    readonly split: TableSplit;
  },
  ports: TablePorts,
): Promise<TableParams> {
  const { params, searchSeconds } = request;
  if (searchSeconds === null) return params;
  const nFolds = request.nFolds ?? 3;
  const parentRunId = run.runId;
  return await searchParams({ params, data, split, nFolds, searchSeconds, parentRunId }, ports);
}

/** What an interval around a prediction is made of, and how many of the test rows lie within. */
function spreadOf(
  { train, test }: TableSplit,
  values: Float64Array,
  outOfBag: Parameters<typeof residualsOf>[1] | null,
): { residuals: number[]; coverage: number } | null {
  if (train.target.kind !== "numbers" || test.target.kind !== "numbers") return null;
  const { numbers } = test.target;
  // Without bootstrap every tree has seen every training row.
  const residuals = percentiles(
    outOfBag === null
      ? numbers.map((value, row) => value - values[row]!)
      : residualsOf(train.target.numbers, outOfBag),
  );
  return { residuals, coverage: coverageOf(numbers, values, residuals) };
}

function droppedOf({ descriptions }: Table): { name: string; reason: string }[] {
  return descriptions.flatMap(({ name, leftOut }) =>
    leftOut === null ? [] : [{ name, reason: leftOut.reason }]
  );
}

async function logAll(
  run: TrackedRun,
  artifacts: readonly ArtifactFile[],
  { input, ...results }: Parameters<TrackedRun["logResults"]>[0] & {
    readonly input: Parameters<TrackedRun["logInput"]>[0];
  },
): Promise<void> {
  await Promise.all([
    run.logInput(input),
    run.logResults(results),
    ...artifacts.map((file) => run.upload(file)),
  ]);
}
