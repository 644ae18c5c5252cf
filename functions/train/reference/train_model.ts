/**
 * One training, from the table to the alias: the use case, without any server, file or clock of its
 * own. What it needs of the world it takes as ports, which `main.ts` fills.
 *
 * @module
 */

import { parseTable } from "@mlops/tasks/reference";
import { encodeForest } from "@mlops/onnx";
import type { Table } from "@mlops/tasks/reference";
import type { ConfirmedRow } from "@mlops/prediction_log";
import type { ArtifactFile } from "../mlflow/artifact_file.ts";
import { compareWithChampion } from "../promotion/compare_with_champion.ts";
import { datasetInput } from "./dataset_input.ts";
import { describeTraining } from "./describe_training.ts";
import { evaluateForest, type Evaluation } from "./evaluate_forest.ts";
import { feedbackTable, screenFeedback } from "../feedback/feedback_table.ts";
import { feedbackTags } from "../feedback/feedback_tags.ts";
import type { ScreenedOutcomes } from "../feedback/screen_outcomes.ts";
import { GOLDEN_ROWS, sourceEffects, tellSources, type Tried } from "../feedback/source_effects.ts";
import { toMlflowParams } from "./hyper_params.ts";
import { inRun } from "../mlflow/in_run.ts";
import { logModel } from "../mlflow/log_model.ts";
import { modelFiles } from "../mlflow/model_files.ts";
import { plotFiles } from "./plot_files.ts";
import { registerModel, type Registration } from "../promotion/register_model.ts";
import { type Split, splitRows } from "./split_rows.ts";
import type { TrackedRun } from "../mlflow/tracking.ts";
import type { TrainPorts } from "../train_ports.ts";
import type { TrainRequest } from "./train_request.ts";

/** What came out of a training. */
export interface TrainReport extends Registration {
  /** The run, 32 hex digits. */
  readonly runId: string;
  /** Metrics on the test rows. */
  readonly metrics: Evaluation["metrics"];
}

/**
 * Trains a model and registers it. Whatever fails after the run was made leaves it `FAILED` (or
 * `KILLED`, if the signal aborted) with the reason as its description, and no version in the registry.
 *
 * @param request What to train.
 * @param ports What it needs of the world.
 * @returns What came out.
 * @throws {Error} What any of the ports, the table or the parameters did wrong.
 */
export function trainModel(request: TrainRequest, ports: TrainPorts): Promise<TrainReport> {
  return inRun(ports, (run, startedAt) => trainInRun(run, startedAt, request, ports));
}

async function trainInRun(
  run: TrackedRun,
  startedAt: Date,
  request: TrainRequest,
  ports: TrainPorts,
): Promise<TrainReport> {
  const { progress, signal } = ports;
  const dataset = await ports.readDataset();
  const table = parseTable(dataset.bytes, dataset.name);
  const own = splitRows(table, null, request.params);
  const screened = request.outcomes === null
    ? null
    : screenFeedback(request.outcomes, table, own.test);
  const kept = screened?.kept ?? [];
  const split = splitRows(table, feedbackTable(kept), request.params);
  const { train, test } = split;
  const nFeedback = kept.length;
  if (screened !== null) {
    progress.done("feedback", `${nFeedback} confirmed outcomes`, { rows: nFeedback });
  }
  progress.done("dataset", `${dataset.name}: ${train.nRows} rows to train, ${test.nRows} to test`, {
    name: dataset.name,
    sha256: dataset.sha256,
    "training_rows": train.nRows,
    "test_rows": test.nRows,
  });

  const onTree = (nDone: number, nTotal: number) => progress.tree(nDone, nTotal);
  const forest = await ports.fit(train, request.params, { onTree, signal });
  progress.done("fitted", `${forest.roots.length} trees, ${forest.left.length} nodes`, {
    trees: forest.roots.length,
    nodes: forest.left.length,
  });
  const evaluation = evaluateForest(forest, test);
  const figures = Object.entries(evaluation.metrics).map(([name, value]) => {
    return `${name} ${value.toFixed(4)}`;
  });
  progress.done("measured", figures.join(", "), evaluation.metrics);
  const sources = screened === null
    ? []
    : [await lookAtSources({ request, table, split, evaluation, ...screened }, ports)];

  const onnx = encodeForest(forest);
  const sha256 = ports.sha256(onnx);
  const { mlModel, files } = modelFiles({
    model: onnx,
    runId: run.runId,
    modelUuid: ports.newId(),
    createdAt: startedAt,
    metadata: describeTraining(dataset, split, evaluation, startedAt),
  });
  await logModel(run, {
    mlModel,
    files,
    filesBeside: [...plotFiles(forest, test, evaluation), ...sources],
    input: datasetInput(dataset, table.nRows),
    results: {
      params: toMlflowParams(request.params),
      metrics: evaluation.metrics,
      tags: {
        "model_sha256": sha256,
        "dataset_sha256": dataset.sha256,
        ...feedbackTags(screened?.kept ?? null),
      },
    },
  }, ports);

  const { metrics } = evaluation;
  const compare = () =>
    compareWithChampion({
      run,
      request,
      metrics,
      nOutcomes: nFeedback,
      measureChampion: ({ version, forest }) => ({
        version,
        metrics: evaluateForest(forest, test).metrics,
      }),
    }, ports);
  const { alias } = request;
  const isHeld = request.outcomes !== null && !request.isApproved;
  const registration = await registerModel({ run, sha256, alias, isHeld, compare }, ports);
  return { ...registration, runId: run.runId, metrics };
}

/** What each source of outcomes changes: the same is fitted without it. */
async function lookAtSources(
  { request, table, split, evaluation, kept, refused }: ScreenedOutcomes<ConfirmedRow> & {
    readonly request: TrainRequest;
    readonly table: Table;
    readonly split: Split;
    readonly evaluation: Evaluation;
  },
  { fitAlone, signal, progress }: TrainPorts,
): Promise<ArtifactFile> {
  const counts = Map.groupBy(kept, ({ source }) => source);
  const effects = await sourceEffects({
    rows: new Map([...counts].map(([source, { length }]) => [source, length])),
    nTraining: split.train.nRows,
    own: tried(evaluation),
    async tryWithout(without) {
      const others = feedbackTable(kept.filter(({ source }) => source !== without));
      const { train, test } = splitRows(table, others, request.params);
      const forest = await fitAlone(train, request.params, { onTree: () => {}, signal });
      return tried(evaluateForest(forest, test));
    },
  });
  const { metrics } = evaluation;
  return tellSources({ effects, refused, warnings: request.sourceWarnings, metrics }, progress);
}

function tried({ metrics, probabilities }: Evaluation): Tried {
  return { metrics, golden: probabilities.subarray(0, 2 * GOLDEN_ROWS), nOutputs: 2 };
}
