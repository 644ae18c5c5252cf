import type { Schema } from "@mlops/tables";
import type { TableTask } from "./table_data.ts";
import type { TableParams } from "./table_params.ts";
import type { ToldRow } from "../feedback/choose_sources.ts";

/** What to train on a table. */
export interface TableRequest {
  /** Name of the column that is predicted. */
  readonly target: string;
  /** What is predicted of it. */
  readonly task: TableTask;
  /** Name of the task, which the model carries. */
  readonly taskName: string;
  /** What somebody knows of the columns. */
  readonly schema: Schema;
  /** The forest and the split. */
  readonly params: TableParams;
  /** Folds of a cross-validation on the training rows, or `null`: none. */
  readonly nFolds: number | null;
  /** How long better hyper-parameters are looked for, in seconds, or `null`: not at all. */
  readonly searchSeconds: number | null;
  /** Whether the model takes rows of numbers in the place of columns. */
  readonly isSingleInput: boolean;
  /** Alias that the new version gets. */
  readonly alias: string;
  /** Metric that decides whether `champion` moves, or `null`: it moves only as `alias`. */
  readonly promoteIfBetter: string | null;
  /** Whether `champion` moves whatever the comparison says. */
  readonly isForced: boolean;
  /** Rows that came true to train on, too; with any asked for, the champion is measured. `null`: none. */
  readonly outcomes: readonly ToldRow[] | null;
  /** What somebody should know of who told them, each a sentence. */
  readonly sourceWarnings: readonly string[];
  /** Whether somebody has approved that a model that was trained on outcomes becomes champion. */
  readonly isApproved: boolean;
  /** Outcomes without which `champion` does not move. */
  readonly minFeedback: number;
}
