import {
  type Explainer,
  float64Array,
  type Label,
  type Model,
  type ModelFeature,
  type OutputKind,
  type Prediction,
  type Rows,
} from "@mlops/model";
import { type ColumnEncoding, encodeColumns } from "./encode_columns.ts";
import { EnsembleExplainer } from "./ensemble_explainer.ts";
import { EnsembleScorer } from "./ensemble_scorer.ts";
import type { Link } from "./links.ts";
import { whyNotExplained } from "./prepare_trees.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";

/** What a format's reader finds in a file: trees, and what stands before and behind them. */
export interface EnsembleDescription {
  /** What it is, for people: `XGBoost binary:logistic`. */
  readonly kind: string;
  /** What it predicts. */
  readonly task: Model["task"];
  /** Input columns in the order of the ensemble's features. */
  readonly features: readonly ModelFeature[];
  /** Class labels in the order of the outputs; empty for a regression. */
  readonly classes: readonly Label[];
  /** What the outputs are. */
  readonly output: OutputKind;
  /** Most by which rounding may move an output, as in {@linkcode Model}. */
  readonly rounding: number;
  /** The trees, checked by `checkEnsemble`. */
  readonly ensemble: TreeEnsemble;
  /** What becomes of the columns before the trees see them; `null` if they are numbers as they are. */
  readonly encoding: ColumnEncoding | null;
  /** What makes the outputs of the scores; `null` if they are the scores. */
  readonly link: Link | null;
  /** Where contributions add up. */
  readonly space: Explainer["space"];
}

/** Trees of any kind as a model: columns in, predictions and explanations out. */
export class EnsembleModel implements Model {
  /** What it is. */
  readonly kind: string;
  /** Own code scores. */
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
  /** The trees. */
  readonly ensemble: TreeEnsemble;
  readonly #description: EnsembleDescription;
  readonly #scorer: EnsembleScorer;
  readonly #nScores: number;

  /**
   * Prepares trees for scoring.
   *
   * @param description What a reader found.
   */
  constructor(description: EnsembleDescription) {
    const { ensemble, classes } = description;
    this.kind = description.kind;
    this.task = description.task;
    this.features = description.features;
    this.classes = classes;
    this.output = description.output;
    this.nOutputs = Math.max(1, classes.length);
    this.rounding = description.rounding;
    this.ensemble = ensemble;
    this.#description = description;
    this.#scorer = new EnsembleScorer(ensemble);
    this.#nScores = ensemble.nOutputs;
  }

  /**
   * Scores rows.
   *
   * @param rows Columns in the order of `features`.
   * @returns The prediction.
   * @throws {ValueError} If a value is missing and must not be, or a category must be known and is not.
   */
  predict(rows: Rows): Prediction {
    const { link } = this.#description;
    const scores = this.scores(rows);
    return link === null ? { values: scores, labels: null } : link(scores, rows.nRows);
  }

  /**
   * Sums up the trees for rows: the space that boosted models explain in.
   *
   * @param rows Columns in the order of `features`.
   * @returns Row-major `[nRows, ensemble.nOutputs]`.
   * @throws {ValueError} As `predict`.
   */
  scores(rows: Rows): Float64Array {
    const { encoding } = this.#description;
    const numbers = encoding === null ? rows.numbers : encodeColumns(rows, encoding);
    return this.#scorer.score(numbers, rows.nRows, float64Array(rows.nRows * this.#nScores));
  }

  /**
   * Tells how rows are explained.
   *
   * @returns What explains rows, or why it cannot be.
   */
  explainer(): Explainer | string {
    const { ensemble, encoding, space } = this.#description;
    return whyNotExplained(ensemble) ?? new EnsembleExplainer(ensemble, encoding, space);
  }

  /** Does nothing: typed arrays need no freeing. */
  dispose(): void {}
}
