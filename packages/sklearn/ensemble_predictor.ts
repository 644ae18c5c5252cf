import type { Explainer, Label, OutputKind, Prediction, Rows } from "@mlops/model";
import { ValueError } from "@mlops/model";
import { type EnsembleDescription, EnsembleModel } from "@mlops/trees";
import type { ColumnTraits } from "./column_traits.ts";
import type { Predictor } from "./predictor.ts";

/** Trees of any kind as an estimator; a booster of another library within a pipeline is one, too. */
export class EnsemblePredictor implements Predictor {
  /** Its class. */
  readonly kind: string;
  /** What it takes in each column. */
  readonly columns: readonly ColumnTraits[];
  /** Class labels. */
  readonly classes: readonly Label[];
  /** What the outputs are. */
  readonly output: OutputKind;
  /** Most by which rounding may move an output. */
  readonly rounding: number;
  /** The trees as a model, with numbered columns if they have no names. */
  readonly model: EnsembleModel;
  /** Whether it has a decision function. */
  readonly hasScores: boolean;
  /** What scores are multiplied with to be the decision function; `null` where there is none. */
  readonly scoreFactor: number | null;

  /**
   * Takes trees as an estimator.
   *
   * @param model The trees.
   * @param hasScores Whether what they add up to stands before the probabilities.
   * @param scoreFactor As in {@linkcode Predictor}.
   */
  constructor(
    model: EnsembleModel,
    hasScores: boolean,
    scoreFactor: number | null = hasScores ? 1 : null,
  ) {
    this.hasScores = hasScores;
    this.scoreFactor = scoreFactor;
    this.kind = model.kind;
    this.columns = model.features;
    this.classes = model.classes;
    this.output = model.output;
    this.rounding = model.rounding;
    this.model = model;
  }

  /**
   * Makes an estimator of trees that have no names for their columns.
   *
   * @param description The trees.
   * @param options What they take in each column, and whether what they add up to is scikit-learn's
   * decision function.
   * @returns The estimator.
   */
  static of(
    description: Omit<EnsembleDescription, "features">,
    { columns, hasScores }: { columns: readonly ColumnTraits[]; hasScores: boolean },
  ): EnsemblePredictor {
    const features = columns.map((column, index) => ({ name: `input_${index}`, ...column }));
    return new EnsemblePredictor(new EnsembleModel({ ...description, features }), hasScores);
  }

  /**
   * Scores rows.
   *
   * @param rows Rows.
   * @returns The prediction.
   * @throws {ValueError} If a value is missing or infinite and must not be.
   */
  predict(rows: Rows): Prediction {
    this.#refuseUnfit(rows);
    return this.model.predict(rows);
  }

  /**
   * Sums up the trees.
   *
   * @param rows Rows.
   * @returns Row-major `[nRows, ensemble.nOutputs]`.
   */
  scores(rows: Rows): Float64Array | null {
    this.#refuseUnfit(rows);
    return this.hasScores ? this.model.scores(rows) : null;
  }

  /** Tells how rows are explained. */
  explainer(): Explainer | string {
    return this.model.explainer();
  }

  /** Of columns that other steps made, as those of requests are checked before. */
  #refuseUnfit({ numbers, nRows }: Rows): void {
    const isRounded = this.model.ensemble.input === "float32";
    const nColumns = numbers.length / nRows;
    for (let i = 0; i < numbers.length; i++) {
      const x = isRounded ? Math.fround(numbers[i]!) : numbers[i]!;
      if (Number.isFinite(x)) continue;
      const column = i % nColumns;
      const { isNullable, mayBeInfinite } = this.columns[column]!;
      const row = Math.floor(i / nColumns);
      if (Number.isNaN(x)) {
        if (!isNullable) throw new ValueError(row, column, "must not be missing");
      } else if (!mayBeInfinite) {
        throw new ValueError(row, column, `must be finite${isRounded ? " as float32" : ""}`);
      }
    }
  }
}
