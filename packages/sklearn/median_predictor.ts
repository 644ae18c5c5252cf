import type { Label, Prediction, Rows } from "@mlops/model";
import type { ColumnTraits } from "./column_traits.ts";
import { joinColumns } from "./mean_predictor.ts";
import type { Predictor } from "./predictor.ts";
import { requireFinite } from "./require_finite.ts";

/** The weighted median of what several regressions say. */
export class MedianPredictor implements Predictor {
  /** Its class. */
  readonly kind: string;
  /** What it takes in each column. */
  readonly columns: readonly ColumnTraits[];
  /** None: it is a regression. */
  readonly classes: readonly Label[] = [];
  /** A value. */
  readonly output = "value";
  /** Most by which rounding may move an output. */
  readonly rounding: number;
  /** Whether it has a decision function. */
  readonly hasScores = false;
  readonly #members: readonly Predictor[];
  readonly #weights: Float64Array;

  /**
   * Joins regressions.
   *
   * @param kind Its class.
   * @param members The regressions, at least one, of the same columns.
   * @param weights What each counts.
   */
  constructor(kind: string, members: readonly Predictor[], weights: Float64Array) {
    this.kind = kind;
    this.#members = members;
    this.#weights = weights;
    this.rounding = Math.max(...members.map(({ rounding }) => rounding));
    const columns = joinColumns(
      members.map((predictor) => ({ predictor, columns: null })),
      members[0]!.columns.length,
    );
    // Python checks the rows before the regressions do, which may take missing values themselves.
    this.columns = columns.map((column) => ({
      ...column,
      isNullable: false,
      mayBeInfinite: false,
    }));
  }

  /**
   * Scores rows.
   *
   * @param rows Rows.
   * @returns The prediction.
   */
  predict(rows: Rows): Prediction {
    requireFinite(rows);
    const said = this.#members.map((member) => member.predict(rows).values);
    const values = Float64Array.from({ length: rows.nRows }, (_, row) => {
      const own = said.map((values) => values[row]!);
      const order = [...own.keys()].sort((one, other) => own[one]! - own[other]!);
      return own[this.#middleOf(order)]!;
    });
    return { values, labels: null };
  }

  /** The first, in that order, up to which half of the weight or more lies. */
  #middleOf(order: readonly number[]): number {
    let sum = 0;
    const sums = order.map((index) => sum += this.#weights[index]!);
    return order[sums.findIndex((upTo) => upTo >= 0.5 * sum)]!;
  }

  /** There is no decision function. */
  scores(): null {
    return null;
  }

  /** Says why a median cannot be explained. */
  explainer(): string {
    return "it takes the weighted median of its regressions, which no sum of contributions goes through: " +
      "their mean, as of a GradientBoostingRegressor or a forest, could be explained";
  }
}
