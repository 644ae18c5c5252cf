/**
 * One training on any table, from its columns to the alias: the use case, without any server, file or
 * clock of its own.
 *
 * @module
 */

import type { GrowForest } from "../fit_workers.ts";
import { compareWithChampion } from "../promotion/compare_with_champion.ts";
import { feedbackTags } from "../feedback/feedback_tags.ts";
import { inRun } from "../mlflow/in_run.ts";
import { logModel } from "../mlflow/log_model.ts";
import type { TrainingTable } from "../dataset/read_training_table.ts";
import { registerModel, type Registration } from "../promotion/register_model.ts";
import type { TrackedRun } from "../mlflow/tracking.ts";
import type { TrainPorts } from "../train_ports.ts";
import { crossValidate } from "./cross_validate.ts";
import { lookAtSources } from "./look_at_sources.ts";
import { makeModel } from "./make_model.ts";
import type { Metrics } from "./measure.ts";
import { measureChampion } from "./measure_champion.ts";
import { paramsText } from "./params_text.ts";
import { searchParams } from "./search_params.ts";
import type { TableData } from "./table_data.ts";
import { tableInput } from "./table_input.ts";
import type { TableParams } from "./table_params.ts";
import { tablePlots } from "./table_plots.ts";
import type { TableRequest } from "./table_request.ts";
import type { TableSplit } from "./table_split.ts";
import { warningsOf } from "./table_warnings.ts";
import { fitAndMeasure } from "./fit_and_measure.ts";
import { trainingRows } from "./training_rows.ts";

/** What a training on a table asks of the world. */
export interface TablePorts extends Omit<TrainPorts, "readDataset" | "fit" | "fitAlone"> {
  /** Reads the table. */
  readonly readTable: () => Promise<TrainingTable>;
  /** Grows trees, perhaps together with other programs. */
  readonly grow: GrowForest;
  /** Grows trees of models to compare with, in this program alone. */
  readonly growAlone: GrowForest;
}

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
  const { progress } = ports;
  const read = await ports.readTable();
  const rows = trainingRows(read, request, progress);
  const { own, data, split, screened } = rows;
  const { target, nOutcomes = 0 } = data;
  const params = await chooseParams(run, { request, data, split }, ports);
  const tested = await fitAndMeasure(rows, params, ports);
  const { values, measured, metrics } = tested;
  const sources = screened === null ? [] : [
    await lookAtSources(
      { own, params, split, values, metrics: measured, request, ...screened },
      ports,
    ),
  ];
  const folds = request.nFolds === null
    ? {}
    : await crossValidate({ data, split, params, nFolds: request.nFolds }, ports);

  const { sha256, mlModel, files } = makeModel(
    { read, request, params, rows, tested, runId: run.runId, startedAt },
    ports,
  );
  const { randomState } = params;
  const plots = tablePlots({ ...tested, split, target, metrics: measured, randomState });
  const warnings = warningsOf({ ...tested, table: read.table, data, split, metrics: measured });
  for (const warning of warnings) progress.tell("warning", warning);
  await logModel(run, {
    mlModel,
    files,
    filesBeside: [...plots, ...sources],
    input: tableInput(read, data),
    results: {
      params: { ...paramsText(params), stratify: target.kind === "classes" ? target.name : "None" },
      metrics: { ...metrics, ...folds },
      tags: {
        "model_sha256": sha256,
        "dataset_sha256": read.sha256,
        target: target.name,
        ...feedbackTags(screened?.kept ?? null),
        ...warnings.length > 0 && { warnings: warnings.join("; ") },
      },
    },
  }, ports);

  const compare = () =>
    compareWithChampion({
      run,
      request,
      metrics: measured,
      nOutcomes,
      measureChampion: (champion) => measureChampion(champion, { split, target, values }),
    }, ports);
  const { alias } = request;
  const isHeld = request.outcomes !== null && !request.isApproved;
  const registration = await registerModel({ run, sha256, alias, isHeld, compare }, ports);
  return { ...registration, runId: run.runId, metrics, warnings };
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
