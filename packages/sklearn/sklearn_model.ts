import type {
  Explainer,
  Label,
  Model,
  ModelFeature,
  OutputKind,
  Prediction,
  Rows,
} from "@mlops/model";
import type { Predictor } from "./predictor.ts";
import { PreparedPredictor } from "./prepared_predictor.ts";

/** A fitted estimator of scikit-learn, computed here. */
export class SklearnModel implements Model {
  /** Its class: `Pipeline LogisticRegression`. */
  readonly kind: string;
  /** Own code computes. */
  readonly engine = "native";
  /** What it predicts. */
  readonly task: Model["task"];
  /** Input columns. */
  readonly features: readonly ModelFeature[];
  /** Class labels. */
  readonly classes: readonly Label[];
  /** What the outputs are. */
  readonly output: OutputKind;
  /** Numbers of a prediction for each row. */
  readonly nOutputs: number;
  /** Most by which rounding may move an output. */
  readonly rounding: number;
  /** What is to be known of it before its answers are trusted. */
  readonly warnings: readonly string[];
  readonly #predictor: Predictor;

  /**
   * Names the columns of an estimator.
   *
   * @param predictor The estimator.
   * @param features Its columns.
   * @param warnings What is to be known of it.
   */
  constructor(
    predictor: Predictor,
    features: readonly ModelFeature[],
    warnings: readonly string[] = [],
  ) {
    this.#predictor = predictor;
    this.warnings = warnings;
    this.kind = predictor.kind;
    this.task = predictor.classes.length > 0 ? "classification" : "regression";
    this.features = features;
    this.classes = predictor.classes;
    this.output = predictor.output;
    this.nOutputs = Math.max(1, predictor.classes.length);
    this.rounding = predictor.rounding;
  }

  /**
   * Scores rows.
   *
   * @param rows Columns in the order of `features`.
   * @returns The prediction.
   * @throws {ValueError} If a value cannot be scored.
   */
  predict(rows: Rows): Prediction {
    return this.#predictor.predict(rows);
  }

  /**
   * Tells what stands before the probabilities: the decision function.
   *
   * @param rows Columns in the order of `features`.
   * @returns Row-major, one score a row for two classes or a regression, else one a class; `null` if the
   * estimator has none.
   */
  scores(rows: Rows): Float64Array | null {
    return this.#predictor.scores(rows);
  }

  /**
   * Tells what the last step of a pipeline is given.
   *
   * @param rows Columns in the order of `features`.
   * @returns Rows after all transformers; as they are for an estimator that stands alone.
   */
  transform(rows: Rows): Rows {
    return this.#predictor instanceof PreparedPredictor ? this.#predictor.transform(rows) : rows;
  }

  /** Tells how rows are explained, by the columns of `features`. */
  explainer(): Explainer | string {
    return this.#predictor.explainer();
  }

  /** Does nothing: typed arrays need no freeing. */
  dispose(): void {}
}
