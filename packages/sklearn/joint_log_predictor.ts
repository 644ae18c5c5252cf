import type { Explainer, Label, Prediction, Rows } from "@mlops/model";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import { logSumExpLink } from "./log_sum_exp_link.ts";
import type { Predictor } from "./predictor.ts";

/** Sums in another order, and logarithms. */
const ROUNDING = 1e-11;

/** What a classifier knows of each class: the logarithm of its joint probability with a row. */
export interface JointLogs {
  /** The classifier's class. */
  readonly kind: string;
  /** Class labels, at least two. */
  readonly classes: readonly Label[];
  /** Number of columns. */
  readonly nFeatures: number;
  /** Whether they are a decision function in Python. */
  readonly hasDecisionFunction: boolean;
  /**
   * Computes the logarithms.
   *
   * @param rows Rows.
   * @returns Row-major `[nRows, nClasses]`.
   * @throws {ValueError} If a value cannot be scored.
   */
  logs(rows: Rows): Float64Array;
  /** What the logarithm of a class is where nothing is known of a row. */
  base(k: number): number;
  /** What each column of a row adds to that, shape `[nFeatures]`. */
  contributions(rows: Rows, row: number, k: number): Float64Array;
}

/** Tells the class that a row most probably belongs to. */
export class JointLogPredictor implements Predictor {
  /** Its class. */
  readonly kind: string;
  /** What it takes in each column. */
  readonly columns: readonly ColumnTraits[];
  /** Class labels. */
  readonly classes: readonly Label[];
  /** What the outputs are. */
  readonly output = "probabilities";
  /** Most by which rounding may move an output. */
  readonly rounding = ROUNDING;
  /** It has scores: the logarithms. */
  readonly hasScores = true;
  /** What scores are multiplied with to be the decision function; `null` where there is none. */
  readonly scoreFactor: number | null;
  readonly #joint: JointLogs;

  /**
   * Takes what is known of the classes.
   *
   * @param joint The logarithms.
   */
  constructor(joint: JointLogs) {
    this.#joint = joint;
    this.kind = joint.kind;
    this.classes = joint.classes;
    this.scoreFactor = joint.hasDecisionFunction ? 1 : null;
    this.columns = Array.from({ length: joint.nFeatures }, () => NUMBER);
  }

  /** Makes probabilities of the logarithms. */
  predict(rows: Rows): Prediction {
    return logSumExpLink(this.classes.length)(this.#joint.logs(rows), rows.nRows);
  }

  /** Log-odds of two classes; of more, the logarithm of each one's joint probability with the row. */
  scores(rows: Rows): Float64Array {
    const logs = this.#joint.logs(rows);
    if (this.classes.length > 2) return logs;
    return Float64Array.from(
      { length: rows.nRows },
      (_, row) => logs[2 * row + 1]! - logs[2 * row]!,
    );
  }

  /** Explains the scores, log-odds of two classes. */
  explainer(): Explainer {
    const joint = this.#joint;
    const isPair = this.classes.length === 2;
    return {
      space: "margin",
      nOutputs: isPair ? 1 : this.classes.length,
      baseValue: (output) => isPair ? joint.base(1) - joint.base(0) : joint.base(output),
      contributions: (rows, row, output) => {
        if (!isPair) return joint.contributions(rows, row, output);
        const against = joint.contributions(rows, row, 0);
        return joint.contributions(rows, row, 1).map((part, i) => part - against[i]!);
      },
    };
  }
}
