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
  /** Whether it has scores before its probabilities, as `scores` tells them. */
  readonly hasScores: boolean;
  /**
   * What its scores are multiplied with to be its own `decision_function`, which a calibration takes;
   * `null` where Python has none. Default 1, and `null` without scores.
   */
  readonly scoreFactor?: number | null;
  /** Whether Python has a `decision_function` of it that is not computed here. Default: no. */
  readonly hidesScores?: boolean;
  /**
   * Scores rows.
   *
   * @param rows Rows of as many columns as `columns`.
   * @returns The prediction.
   * @throws {ValueError} If a value cannot be scored, naming row and column.
   */
  predict(rows: Rows): Prediction;
  /**
   * Tells what stands before the probabilities, in most cases scikit-learn's `decision_function`.
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

/**
 * Tells what makes an estimator's scores its decision function.
 *
 * @param predictor The estimator.
 * @returns A factor, or `null` if it has no decision function.
 */
export function scoreFactorOf({ hasScores, scoreFactor }: Predictor): number | null {
  return scoreFactor === undefined ? hasScores ? 1 : null : scoreFactor;
}

/**
 * Tells whether an estimator has a `decision_function` in Python, computed here or not.
 *
 * @param predictor The estimator.
 */
export function hasDecisionFunction(predictor: Predictor): boolean {
  return scoreFactorOf(predictor) !== null || predictor.hidesScores === true;
}
