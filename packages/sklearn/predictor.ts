import type { Explainer, Label, OutputKind, Prediction, Rows } from "@mlops/model";
import type { ColumnTraits } from "./column_traits.ts";

/** A fitted estimator that predicts: a model whose columns have no names yet. */
export interface Predictor {
  /** Its class, for people. */
  readonly kind: string;
  /** What it takes in each column. */
  readonly columns: readonly ColumnTraits[];
  /** Class labels in the order of the outputs; empty for a regression. */
  readonly classes: readonly Label[];
  /** What the outputs are. */
  readonly output: OutputKind;
  /** Most by which rounding may move an output, as in `Model`. */
  readonly rounding: number;
  /** Whether it has a decision function, as `scores` tells it. */
  readonly hasScores: boolean;
  /**
   * Scores rows.
   *
   * @param rows Rows of as many columns as `columns`.
   * @returns The prediction.
   * @throws {ValueError} If a value cannot be scored, naming row and column.
   */
  predict(rows: Rows): Prediction;
  /**
   * Tells what stands before the probabilities, scikit-learn's `decision_function`.
   *
   * @param rows Rows of as many columns as `columns`.
   * @returns Row-major, one score a row for two classes or a regression, else one a class; `null` if the
   * estimator has none.
   */
  scores(rows: Rows): Float64Array | null;
  /**
   * Tells how rows are explained.
   *
   * @returns What explains rows, or why it cannot be, as in `Model`.
   */
  explainer(): Explainer | string;
}
