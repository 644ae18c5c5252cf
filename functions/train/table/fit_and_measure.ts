import type { RandomForest } from "@mlops/forest";
import { percentiles } from "@mlops/statistics";
import type { GrowForest } from "../fit_workers.ts";
import type { TrainPorts } from "../train_ports.ts";
import { fitTable, scoreRows } from "./fit_table.ts";
import { measure, type Metrics } from "./measure.ts";
import { coverageOf, residualsOf } from "./residuals.ts";
import { resolveParams, type TableParams } from "./table_params.ts";
import type { TableSplit } from "./table_split.ts";
import type { TrainingRows } from "./training_rows.ts";

/** A forest, and how it does on the test rows. */
export interface TestedForest {
  /** The forest. */
  readonly forest: RandomForest;
  /** What it predicts of the test rows, row-major `[nRows, nOutputs]`. */
  readonly values: Float64Array;
  /** Metrics of that. */
  readonly measured: Metrics;
  /** What intervals are made of, and how many test rows they hold; `null` of classes. */
  readonly spread: { readonly residuals: number[]; readonly coverage: number } | null;
  /** All that is logged: the metrics, the out-of-bag score and the intervals' coverage. */
  readonly metrics: Metrics;
}

/**
 * Fits a forest and measures it on the test rows.
 *
 * @param rows The rows.
 * @param params The hyper-parameters.
 * @param ports What grows trees, who is told, and what stops it.
 * @returns The forest.
 * @throws {RangeError} If the parameters do not suit the rows.
 */
export async function fitAndMeasure(
  { data, split }: TrainingRows,
  params: TableParams,
  { grow, progress, signal }: Pick<TrainPorts, "progress" | "signal"> & {
    readonly grow: GrowForest;
  },
): Promise<TestedForest> {
  const { forest, outOfBag } = await fitTable(
    split.train,
    resolveParams(params, { ...split, ...data }),
    {
      grow,
      onTree: (nDone, nTotal) => progress.tree(nDone, nTotal),
      signal,
      withOutOfBag: params.bootstrap && (params.oobScore || data.target.kind === "numbers"),
    },
  );
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
  return { forest, values, measured, spread, metrics };
}

/** What an interval around a prediction is made of, and how many of the test rows lie within. */
function spreadOf(
  { train, test }: TableSplit,
  values: Float64Array,
  outOfBag: Parameters<typeof residualsOf>[1] | null,
): TestedForest["spread"] {
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
