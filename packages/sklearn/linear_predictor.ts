import type { Explainer, Label, OutputKind, Prediction, Rows } from "@mlops/model";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { LinearLink } from "./linear_links.ts";
import type { Predictor } from "./predictor.ts";
import { requireFinite } from "./require_finite.ts";

/** BLAS adds in an order of its own, and NumPy in another for one row than for many. */
const ROUNDING = 1e-11;

/** Coefficients and what is made of the scores. */
export interface LinearParts {
  /** Its class. */
  readonly kind: string;
  /** Class labels; empty for a regression. */
  readonly classes: readonly Label[];
  /** Row-major `[nScores, nFeatures]`. */
  readonly coefficients: Float64Array;
  /** Shape `[nScores]`. */
  readonly intercepts: Float64Array;
  /** What makes outputs of the scores; `null` where they are those themselves, as of most regressions. */
  readonly link: LinearLink | null;
  /** What the outputs of a classifier are; default: probabilities. */
  readonly output?: "probabilities" | "scores";
  /** Whether the scores are a decision function in Python; default: they are. */
  readonly hasDecisionFunction?: boolean;
}

/** Sums of products. */
export class LinearPredictor implements Predictor {
  /** Its class. */
  readonly kind: string;
  /** What it takes in each column. */
  readonly columns: readonly ColumnTraits[];
  /** Class labels. */
  readonly classes: readonly Label[];
  /** What the outputs are. */
  readonly output: OutputKind;
  /** Most by which rounding may move an output. */
  readonly rounding = ROUNDING;
  /** Whether it has a decision function. */
  readonly hasScores = true;
  /** What scores are multiplied with to be the decision function; `null` where there is none. */
  readonly scoreFactor: number | null;
  readonly #parts: LinearParts;

  /**
   * Takes coefficients.
   *
   * @param parts The coefficients, finite and of fitting shapes.
   */
  constructor(parts: LinearParts) {
    const nFeatures = parts.coefficients.length / parts.intercepts.length;
    this.#parts = parts;
    this.scoreFactor = parts.hasDecisionFunction === false ? null : 1;
    this.kind = parts.kind;
    this.classes = parts.classes;
    this.output = parts.classes.length === 0 ? "value" : parts.output ?? "probabilities";
    this.columns = Array.from({ length: nFeatures }, () => NUMBER);
  }

  /**
   * Scores rows.
   *
   * @param rows Rows.
   * @returns The prediction; the class is that of the largest score.
   * @throws {ValueError} If a value is missing or infinite.
   */
  predict(rows: Rows): Prediction {
    const { link, classes, intercepts } = this.#parts;
    const scores = this.scores(rows);
    if (link === null) return { values: scores, labels: null };
    const { nRows } = rows;
    const nScores = intercepts.length;
    const nOutputs = Math.max(1, classes.length);
    const values = new Float64Array(nRows * nOutputs);
    const labels = classes.length === 0 ? null : new Int32Array(nRows);
    for (let row = 0; row < nRows; row++) {
      const own = scores.subarray(row * nScores, (row + 1) * nScores);
      if (labels !== null) {
        labels[row] = nScores === 1 ? Number(own[0]! > 0) : own.indexOf(Math.max(...own));
      }
      link(own, values.subarray(row * nOutputs, (row + 1) * nOutputs));
    }
    return { values, labels };
  }

  /**
   * Adds up products in the order of the columns, and the intercept last.
   *
   * @param rows Rows.
   * @returns Row-major `[nRows, nScores]`.
   * @throws {ValueError} If a value is missing or infinite.
   */
  scores(rows: Rows): Float64Array {
    requireFinite(rows);
    const { nRows, numbers } = rows;
    const { coefficients, intercepts } = this.#parts;
    const nFeatures = this.columns.length;
    const nScores = intercepts.length;
    const scores = new Float64Array(nRows * nScores);
    for (let row = 0; row < nRows; row++) {
      for (let k = 0; k < nScores; k++) {
        let sum = 0;
        for (let i = 0; i < nFeatures; i++) {
          sum += coefficients[k * nFeatures + i]! * numbers[row * nFeatures + i]!;
        }
        scores[row * nScores + k] = sum + intercepts[k]!;
      }
    }
    return scores;
  }

  /**
   * Tells what a score multiplies a column with.
   *
   * @param score Which score, in `[0, nScores)`.
   * @param column Which column.
   * @returns The coefficient.
   */
  coefficient(score: number, column: number): number {
    return this.#parts.coefficients[score * this.columns.length + column]!;
  }

  /**
   * Explains scores by their own terms: the base value is the intercept, the score of a row whose columns
   * are 0 here, which after a StandardScaler is the mean of the training.
   */
  explainer(): Explainer {
    const { coefficients, intercepts, link } = this.#parts;
    const nFeatures = this.columns.length;
    return {
      space: link === null ? "value" : "margin",
      nOutputs: intercepts.length,
      baseValue: (output) => intercepts[output]!,
      contributions: ({ numbers }, row, output) =>
        Float64Array.from(
          { length: nFeatures },
          (_, i) => coefficients[output * nFeatures + i]! * numbers[row * nFeatures + i]!,
        ),
    };
  }
}
