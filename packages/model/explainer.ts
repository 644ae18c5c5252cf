import type { Rows } from "./rows.ts";

/** Exact, path-dependent SHAP values of a model (Lundberg et al., 2020), by the columns that people know. */
export interface Explainer {
  /**
   * Where contributions add up: in probabilities (scikit-learn's trees and forests), in the raw score of
   * boosted and linear models (log-odds of the second class for two classes, one score a class for more),
   * or in the value of a regression, in the target's own unit ("value") or before its link ("margin").
   */
  readonly space: "probability" | "margin" | "value";
  /** Numbers that are explained: 1, or one a class. */
  readonly nOutputs: number;
  /**
   * Prepares explanations, once, in pieces of some milliseconds between which others may have their turn;
   * where it is missing, there is nothing to prepare. The other functions prepare what was not, at once.
   *
   * @returns Yields after each piece, and returns `null`, or a sentence's second half why nothing can be
   * explained after all.
   */
  prepare?(): Generator<void, string | null, void>;
  /**
   * Tells an output without knowing any feature.
   *
   * @param output In `[0, nOutputs)`.
   */
  baseValue(output: number): number;
  /**
   * Shares the difference between a row's output and the base value among the features.
   *
   * @param rows Rows.
   * @param row Which of them.
   * @param output In `[0, nOutputs)`.
   * @returns Contribution of each of the model's features, shape `[nFeatures]`; encoded columns are summed
   * back to the one they came from.
   */
  contributions(rows: Rows, row: number, output: number): Float64Array;
  /**
   * Tells beforehand how long an explanation takes, about; where it is missing, no time worth telling.
   *
   * @param output In `[0, nOutputs)`.
   * @returns Nanoseconds.
   */
  cost?(output: number): number;
  /**
   * Explains a row as `contributions` does, in pieces of some milliseconds between which others may have
   * their turn; where it is missing, `contributions` takes no longer than that.
   *
   * @param rows Rows, which must stay as they are until the end.
   * @param row Which of them.
   * @param output In `[0, nOutputs)`.
   * @returns Yields after each piece, and returns the contributions.
   */
  explain?(rows: Rows, row: number, output: number): Generator<void, Float64Array, void>;
}

/**
 * Prepares an explainer, whichever it is.
 *
 * @param explainer The explainer.
 * @returns Yields after each piece, and returns why nothing can be explained, or `null`.
 */
export function* prepareInPieces(explainer: Explainer): Generator<void, string | null, void> {
  return explainer.prepare === undefined ? null : yield* explainer.prepare();
}

/**
 * Explains a row, by whichever explainer.
 *
 * @param explainer The explainer.
 * @param rows Rows, which must stay as they are until the end.
 * @param row Which of them.
 * @param output In `[0, nOutputs)`.
 * @returns Yields after each piece, and returns the contributions.
 */
export function* explainInPieces(
  explainer: Explainer,
  rows: Rows,
  row: number,
  output: number,
): Generator<void, Float64Array, void> {
  return explainer.explain === undefined
    ? explainer.contributions(rows, row, output)
    : yield* explainer.explain(rows, row, output);
}

/**
 * Does all pieces at once.
 *
 * @param pieces What is done in pieces.
 * @returns What it returns.
 */
export function allAtOnce<T>(pieces: Generator<void, T, void>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}
