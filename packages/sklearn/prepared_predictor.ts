import {
  allAtOnce,
  type Explainer,
  explainInPieces,
  type Label,
  type OutputKind,
  type Prediction,
  prepareInPieces,
  type Rows,
} from "@mlops/model";
import { atOrigin, Chain } from "./chain.ts";
import type { ColumnTraits } from "./column_traits.ts";
import { type Predictor, scoreFactorOf } from "./predictor.ts";
import { takeRow } from "./take_row.ts";
import type { Transformer } from "./transformer.ts";

/** An estimator behind transformers: contributions are summed back to the columns before them. */
export class PreparedPredictor implements Predictor {
  /** Its class, for people. */
  readonly kind: string;
  /** What it takes in each column. */
  readonly columns: readonly ColumnTraits[];
  /** Class labels. */
  readonly classes: readonly Label[];
  /** What the outputs are. */
  readonly output: OutputKind;
  /** Most by which rounding may move an output. */
  readonly rounding: number;
  /** Whether it has a decision function. */
  readonly hasScores: boolean;
  /** What its scores are multiplied with to be the decision function; `null` where there is none. */
  readonly scoreFactor: number | null;
  readonly #chain: Chain;
  readonly #last: Predictor;

  /**
   * Joins transformers and an estimator that fit together.
   *
   * @param kind What it is, for people.
   * @param steps The transformers, at least one.
   * @param last The estimator.
   */
  constructor(kind: string, steps: readonly Transformer[], last: Predictor) {
    this.#chain = new Chain(steps, steps[0]?.nInputs ?? last.columns.length);
    this.#last = last;
    this.kind = kind;
    this.columns = this.#chain.traits(last.columns);
    this.classes = last.classes;
    this.output = last.output;
    this.hasScores = last.hasScores;
    this.scoreFactor = scoreFactorOf(last);
    this.rounding = Math.max(last.rounding, 1e-14);
  }

  /**
   * Tells what the estimator is given: the rows after all transformers.
   *
   * @param rows Rows.
   * @returns Rows of the estimator's columns.
   */
  transform(rows: Rows): Rows {
    return this.#chain.transform(rows);
  }

  /**
   * Scores rows.
   *
   * @param rows Rows.
   * @returns The prediction.
   */
  predict(rows: Rows): Prediction {
    const prepared = this.#chain.transform(rows);
    return atOrigin(this.#chain.sources, () => this.#last.predict(prepared));
  }

  /** The estimator's decision function. */
  scores(rows: Rows): Float64Array | null {
    const prepared = this.#chain.transform(rows);
    return atOrigin(this.#chain.sources, () => this.#last.scores(prepared));
  }

  /** Tells how rows are explained. */
  explainer(): Explainer | string {
    const explainer = this.#last.explainer();
    return typeof explainer === "string" ? explainer : explainThrough(this.#chain, explainer);
  }
}

/** Explains the rows before transformers by what explains the rows after them. */
function explainThrough(chain: Chain, explainer: Explainer): Explainer {
  function* explain(rows: Rows, row: number, output: number) {
    const prepared = chain.transform(takeRow(rows, row));
    const pieces = explainInPieces(explainer, prepared, 0, output);
    const next = () => atOrigin(chain.sources, () => pieces.next());
    let step = next();
    for (; !step.done; step = next()) yield;
    const sums = new Float64Array(chain.nInputs);
    for (const [index, source] of chain.sources.entries()) sums[source]! += step.value[index]!;
    return sums;
  }
  return {
    space: explainer.space,
    nOutputs: explainer.nOutputs,
    prepare: () => prepareInPieces(explainer),
    baseValue: (output) => explainer.baseValue(output),
    contributions: (rows, row, output) => allAtOnce(explain(rows, row, output)),
    cost: (output) => explainer.cost?.(output) ?? 0,
    explain,
  };
}
