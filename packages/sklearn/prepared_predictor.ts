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
import { LinearPredictor } from "./linear_predictor.ts";
import { type Predictor, scoreFactorOf } from "./predictor.ts";
import { inBlocks, takeRow } from "./take_row.ts";
import type { Transformer } from "./transformer.ts";

/** Most numbers that transformers make of rows at once: 8 MiB of them. */
const MAX_CELLS = 2 ** 20;

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
  /** Whether the estimator has a decision function that is not computed here. */
  readonly hidesScores: boolean;
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
    this.hidesScores = last.hidesScores === true;
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
    const parts = this.#inBlocks(rows, (prepared) => this.#last.predict(prepared));
    const [first] = parts as [Prediction];
    if (parts.length === 1) return first;
    return {
      values: joinNumbers(parts.map(({ values }) => values)),
      labels: first.labels && Int32Array.from(parts.flatMap(({ labels }) => [...labels!])),
    };
  }

  /** The estimator's decision function. */
  scores(rows: Rows): Float64Array | null {
    const parts = this.#inBlocks(rows, (prepared) => this.#last.scores(prepared));
    return parts.length === 1 || parts[0] === null
      ? parts[0]!
      : joinNumbers(parts as Float64Array[]);
  }

  #inBlocks<T>(rows: Rows, run: (prepared: Rows) => T): T[] {
    const nPerBlock = Math.max(1, Math.floor(MAX_CELLS / this.#chain.widest));
    return inBlocks(rows, nPerBlock, (block) => {
      const prepared = this.#chain.transform(block);
      return atOrigin(this.#chain.sources, () => run(prepared));
    });
  }

  /** Tells how rows are explained. */
  explainer(): Explainer | string {
    if (this.#chain.unexplained !== undefined) return this.#chain.unexplained;
    const linear = this.#last instanceof LinearPredictor ? this.#last : null;
    if (this.#chain.mixes && linear === null) {
      return `its ${this.#last.kind} sees components, which are sums of all columns: behind a PCA only ` +
        "linear models can be explained";
    }
    if (this.#chain.changesSums) {
      return "a later step changes its components, which are sums of all columns: only linear models right " +
        "behind a PCA can be explained";
    }
    const explainer = this.#last.explainer();
    if (typeof explainer === "string") return explainer;
    return explainThrough(
      this.#chain,
      explainer,
      linear === null ? null : (output) => slopesOf(linear, output),
    );
  }
}

function slopesOf(linear: LinearPredictor, output: number): Float64Array {
  return Float64Array.from(linear.columns, (_, column) => linear.coefficient(output, column));
}

function joinNumbers(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/**
 * Explains the rows before transformers by what explains the rows after them. What columns contribute that
 * are the same in every row belongs to the base value.
 */
function explainThrough(
  chain: Chain,
  explainer: Explainer,
  slopes: ((output: number) => Float64Array) | null,
): Explainer {
  const ofConstants = new Map<number, number>();
  const constantPart = (output: number): number => {
    if (chain.constants.size === 0) return 0;
    let sum = ofConstants.get(output);
    if (sum !== undefined) return sum;
    const numbers = new Float64Array(chain.sources.length);
    for (const [column, value] of chain.constants) numbers[column] = value;
    const parts = explainer.contributions({ nRows: 1, numbers, texts: null }, 0, output);
    sum = 0;
    for (const column of chain.constants.keys()) sum += parts[column]!;
    ofConstants.set(output, sum);
    return sum;
  };
  function* explain(rows: Rows, row: number, output: number) {
    const stages = chain.stages(takeRow(rows, row));
    const pieces = explainInPieces(explainer, stages.at(-1)!, 0, output);
    const next = () => atOrigin(chain.sources, () => pieces.next());
    let step = next();
    for (; !step.done; step = next()) yield;
    const parts = step.value.slice();
    for (const column of chain.constants.keys()) parts[column] = 0;
    return chain.shareStages(stages, parts, slopes?.(output) ?? null);
  }
  return {
    space: explainer.space,
    nOutputs: explainer.nOutputs,
    prepare: () => prepareInPieces(explainer),
    baseValue: (output) => explainer.baseValue(output) + constantPart(output),
    contributions: (rows, row, output) => allAtOnce(explain(rows, row, output)),
    cost: (output) => explainer.cost?.(output) ?? 0,
    explain,
  };
}
