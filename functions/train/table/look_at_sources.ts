import type { ArtifactFile } from "../mlflow/artifact_file.ts";
import type { ToldRow } from "../feedback/choose_sources.ts";
import type { ScreenedOutcomes } from "../feedback/screen_outcomes.ts";
import { GOLDEN_ROWS, sourceEffects, tellSources, type Tried } from "../feedback/source_effects.ts";
import type { GrowForest } from "../fit_workers.ts";
import type { TrainPorts } from "../train_ports.ts";
import { fitTable, scoreRows } from "./fit_table.ts";
import { measure, type Metrics } from "./measure.ts";
import type { TableData } from "./table_data.ts";
import { resolveParams, type TableParams } from "./table_params.ts";
import type { TableRequest } from "./table_request.ts";
import { splitTable, type TableSplit } from "./table_split.ts";
import { withOutcomes } from "./with_outcomes.ts";

/** A model that was trained on outcomes. */
export interface TaughtModel extends ScreenedOutcomes<ToldRow> {
  /** The table without outcomes. */
  readonly own: TableData;
  /** Its hyper-parameters. */
  readonly params: TableParams;
  /** Its rows. */
  readonly split: TableSplit;
  /** What it predicts of the test rows. */
  readonly values: Float64Array;
  /** Metrics of that. */
  readonly metrics: Metrics;
  /** What was asked for. */
  readonly request: TableRequest;
}

/**
 * Finds out what each source of outcomes changes: the same is fitted without it.
 *
 * @param model The model that was trained on all of them.
 * @param ports What grows trees, who is told, and what stops it.
 * @returns What was found, as a file of the run.
 */
export async function lookAtSources(
  { own, params, split, values, metrics, request, kept, refused }: TaughtModel,
  { growAlone: grow, signal, progress }: Pick<TrainPorts, "signal" | "progress"> & {
    readonly growAlone: GrowForest;
  },
): Promise<ArtifactFile> {
  const counts = Map.groupBy(kept, ({ source }) => source);
  const effects = await sourceEffects({
    rows: new Map([...counts].map(([source, { length }]) => [source, length])),
    nTraining: split.train.rows.nRows,
    own: tried(metrics, values, split),
    async tryWithout(without) {
      const data = withOutcomes(own, kept.filter(({ source }) => source !== without));
      const other = splitTable(data, request.params);
      const resolved = resolveParams(params, { ...other, ...data });
      const options = { grow, onTree: () => {}, signal, withOutOfBag: false };
      const { forest } = await fitTable(other.train, resolved, options);
      const scored = scoreRows(forest, other.test.rows);
      return tried(measure(other.test.target, scored), scored, other);
    },
  });
  return tellSources({ effects, refused, warnings: request.sourceWarnings, metrics }, progress);
}

function tried(metrics: Metrics, values: Float64Array, { test }: TableSplit): Tried {
  const nOutputs = values.length / test.rows.nRows;
  return { metrics, golden: values.subarray(0, GOLDEN_ROWS * nOutputs), nOutputs };
}
