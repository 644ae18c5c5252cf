import type { Schema } from "@mlops/tables";
import type { TableTask } from "./table_data.ts";
import type { TableParams } from "./table_params.ts";
import type { ToldRow } from "../feedback/choose_sources.ts";
import type { PromotionRequest } from "../promotion/promotion_request.ts";

/** What to train on a table. */
export interface TableRequest extends PromotionRequest {
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
  readonly outcomes: readonly ToldRow[] | null;
}
