import type { ToldRow } from "../feedback/choose_sources.ts";
import type { ScreenedOutcomes } from "../feedback/screen_outcomes.ts";
import type { Progress } from "../progress/progress.ts";
import type { TrainingTable } from "../dataset/read_training_table.ts";
import { type TableData, tableData } from "./table_data.ts";
import type { TableRequest } from "./table_request.ts";
import { splitTable, type TableSplit } from "./table_split.ts";
import { screenTableOutcomes, withOutcomes } from "./with_outcomes.ts";

/** The rows of a training. */
export interface TrainingRows {
  /** The table without outcomes. */
  readonly own: TableData;
  /** The table with those that are trained on. */
  readonly data: TableData;
  /** Its rows to train and to test. */
  readonly split: TableSplit;
  /** Which outcomes are trained on; `null`: none were asked for. */
  readonly screened: ScreenedOutcomes<ToldRow> | null;
}

/** Rows from which on a criterion whose time grows with their square is felt. */
const SLOW_ROWS = 5_000;

/**
 * Lays out the rows of a training, and tells what they are.
 *
 * @param read The table.
 * @param request What to train.
 * @param progress Told.
 * @returns The rows.
 * @throws {Error} If the table cannot be trained on.
 */
export function trainingRows(
  read: TrainingTable,
  request: TableRequest,
  progress: Progress,
): TrainingRows {
  const { outcomes, params } = request;
  const own = tableData(read.table, { ...request, file: read.name });
  const screened = outcomes === null
    ? null
    : screenTableOutcomes(own, outcomes, splitTable(own, params).testPlaces);
  const data = screened === null ? own : withOutcomes(own, screened.kept);
  if (screened !== null) {
    const { nOutcomes = 0 } = data;
    progress.done("feedback", `${nOutcomes} confirmed outcomes`, { rows: nOutcomes });
  }
  const split = splitTable(data, params);
  tellTable(read, data, split, progress);
  if (params.criterion === "absolute_error" && split.train.rows.nRows > SLOW_ROWS) {
    const why = "absolute_error takes time that grows with the square of the rows";
    progress.tell("warning", `${why}: squared_error takes a fraction of it`);
  }
  return { own, data, split, screened };
}

function tellTable(
  read: TrainingTable,
  data: TableData,
  { train, test }: TableSplit,
  progress: Progress,
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
