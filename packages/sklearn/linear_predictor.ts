import {
  type Explainer,
  type Label,
  type OutputKind,
  type Prediction,
  type Rows,
  ValueError,
} from "@mlops/model";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { Predictor } from "./predictor.ts";

/** Makes probabilities of the scores of one row, in place or in the row's own part of `values`. */
export type LinearLink = (scores: Float64Array, values: Float64Array) => void;

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
  /** What makes probabilities of the scores; `null` for a regression. */
  readonly link: LinearLink | null;
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
  readonly #parts: LinearParts;

  /**
   * Takes coefficients.
   *
   * @param parts The coefficients, finite and of fitting shapes.
   */
  constructor(parts: LinearParts) {
    const nFeatures = parts.coefficients.length / parts.intercepts.length;
    this.#parts = parts;
    this.kind = parts.kind;
    this.classes = parts.classes;
    this.output = parts.link === null ? "value" : "probabilities";
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
    const values = new Float64Array(nRows * classes.length);
    const labels = new Int32Array(nRows);
    for (let row = 0; row < nRows; row++) {
      const own = scores.subarray(row * nScores, (row + 1) * nScores);
      labels[row] = nScores === 1 ? Number(own[0]! > 0) : own.indexOf(Math.max(...own));
      link(own, values.subarray(row * classes.length, (row + 1) * classes.length));
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
  scores({ nRows, numbers }: Rows): Float64Array {
    const { coefficients, intercepts } = this.#parts;
    const nFeatures = this.columns.length;
    const nScores = intercepts.length;
    for (let i = 0; i < numbers.length; i++) {
      if (Number.isFinite(numbers[i])) continue;
      const what = Number.isNaN(numbers[i]) ? "must not be missing" : "must be finite";
      throw new ValueError(Math.floor(i / nFeatures), i % nFeatures, what);
    }
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
