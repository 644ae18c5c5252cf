import type { Label, OutputKind, Prediction, Rows } from "@mlops/model";
import type { ColumnTraits } from "./column_traits.ts";
import { joinColumns, type MeanMember } from "./mean_predictor.ts";
import { onColumns } from "./on_columns.ts";
import type { Predictor } from "./predictor.ts";

/** What counts votes. */
export interface MajorityParts {
  /** Number of columns. */
  readonly nFeatures: number;
  /** Class labels. */
  readonly classes: readonly Label[];
  /** How many votes each classifier has. */
  readonly weights: readonly number[];
  /** Whether the share of the votes is told as probabilities, and not their number as scores. */
  readonly tellsShares: boolean;
  /** Whether Python has a decision function of it. */
  readonly hidesScores: boolean;
}

/** Classifiers that vote: each for the class that it holds for the likeliest. */
export class Majority implements Predictor {
  /** Its class. */
  readonly kind: string;
  /** What it takes in each column. */
  readonly columns: readonly ColumnTraits[];
  /** Class labels. */
  readonly classes: readonly Label[];
  /** What the outputs are. */
  readonly output: OutputKind;
  /** Most by which rounding may move an output: votes are counted. */
  readonly rounding = 0;
  /** Whether it has a decision function. */
  readonly hasScores = false;
  /** Whether Python has one. */
  readonly hidesScores: boolean;
  readonly #members: readonly MeanMember[];
  readonly #parts: MajorityParts;

  /**
   * Joins classifiers.
   *
   * @param kind Its class.
   * @param members The classifiers, at least one.
   * @param parts Their columns, classes and weights.
   */
  constructor(kind: string, members: readonly MeanMember[], parts: MajorityParts) {
    this.kind = kind;
    this.#members = members;
    this.#parts = parts;
    this.classes = parts.classes;
    this.hidesScores = parts.hidesScores;
    this.output = parts.tellsShares ? "probabilities" : "scores";
    this.columns = joinColumns(members, parts.nFeatures);
  }

  /**
   * Counts votes for rows; of classes with as many votes the first one wins.
   *
   * @param rows Rows.
   * @returns The prediction.
   */
  predict(rows: Rows): Prediction {
    const { classes, weights, tellsShares } = this.#parts;
    const votes = new Float64Array(rows.nRows * classes.length);
    for (const [index, { predictor, columns, outputs }] of this.#members.entries()) {
      const { values, labels } = onColumns(rows, columns, (own) => predictor.predict(own));
      const width = values.length / rows.nRows;
      for (let row = 0; row < rows.nRows; row++) {
        const label = labels?.[row] ??
          firstLargest(values.subarray(row * width, (row + 1) * width));
        votes[row * classes.length + (outputs?.[label] ?? label)]! += weights[index]!;
      }
    }
    const values = tellsShares ? votes.map((count) => count / this.#members.length) : votes;
    return { values, labels: null };
  }

  /** There is no decision function. */
  scores(): null {
    return null;
  }

  /** Says why votes cannot be explained. */
  explainer(): string {
    return "it counts the votes of its classifiers, which no sum of contributions goes through: the mean " +
      'of probabilities (voting="soft") could be explained';
  }
}

function firstLargest(values: Float64Array): number {
  let first = 0;
  for (let k = 1; k < values.length; k++) if (values[k]! > values[first]!) first = k;
  return first;
}
