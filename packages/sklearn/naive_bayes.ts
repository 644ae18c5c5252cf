import type { Label, Rows } from "@mlops/model";
import { JointLogPredictor } from "./joint_log_predictor.ts";
import type { Predictor } from "./predictor.ts";

/** What each column tells of a class by itself. */
export interface ColumnLogs {
  /** The classifier's class. */
  readonly kind: string;
  /** Class labels, at least two. */
  readonly classes: readonly Label[];
  /** Number of columns. */
  readonly nFeatures: number;
  /** What each class's logarithm begins with, shape `[nClasses]`. */
  readonly starts: Float64Array;
  /**
   * Holds rows to what the columns know.
   *
   * @param rows The rows.
   * @throws {ValueError} If they do not know a value.
   */
  check(rows: Rows): void;
  /** What a number of column `i` adds to the logarithm of class `k`. */
  term(k: number, i: number, x: number): number;
  /** The mean of that over the training. */
  meanTerm(k: number, i: number): number;
}

/**
 * Makes a classifier of what the columns tell, each by itself, which adds up. Beside the mean of the training
 * these are exact SHAP values.
 *
 * @param columns What the columns tell.
 * @returns What predicts.
 */
export function naiveBayes(columns: ColumnLogs): Predictor {
  const { kind, classes, nFeatures, starts } = columns;
  const nClasses = classes.length;
  const addUp = (of: (i: number) => number) => {
    let sum = 0;
    for (let i = 0; i < nFeatures; i++) sum += of(i);
    return sum;
  };
  return new JointLogPredictor({
    kind,
    classes,
    nFeatures,
    hasDecisionFunction: false,
    logs: (rows) => {
      columns.check(rows);
      const { nRows, numbers } = rows;
      return Float64Array.from({ length: nRows * nClasses }, (_, at) => {
        const k = at % nClasses;
        const first = (at - k) / nClasses * nFeatures;
        return starts[k]! + addUp((i) => columns.term(k, i, numbers[first + i]!));
      });
    },
    base: (k) => starts[k]! + addUp((i) => columns.meanTerm(k, i)),
    contributions: ({ numbers }, row, k) =>
      Float64Array.from(
        { length: nFeatures },
        (_, i) => columns.term(k, i, numbers[row * nFeatures + i]!) - columns.meanTerm(k, i),
      ),
  });
}
