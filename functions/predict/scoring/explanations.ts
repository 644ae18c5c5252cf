import {
  allAtOnce,
  type Explainer,
  explainInPieces,
  type Prediction,
  prepareInPieces,
  type Rows,
} from "@mlops/model";
import { Problem } from "../http/problem.ts";
import { labelOf } from "../model/answer_format.ts";
import type { ServedModel } from "../model/served_model.ts";
import type { Turns } from "../http/turns.ts";

/** What the explanations of one request may cost, in ms of the serving thread. */
const BUDGET_MS = 10_000;

/** An explanation of this price (in ms) is made at once; a dearer one waits for its turn. */
const SHORT_MS = 1;

/** Why a row has its prediction. */
export interface Explanation {
  /** Where the contributions add up, as in {@linkcode Explainer}. */
  readonly space: Explainer["space"];
  /** Class that is explained, as a position in the model's classes; `null` for a regression. */
  readonly classIndex: number | null;
  /** What is added to without knowing any feature. */
  readonly baseValue: number;
  /** Contribution of each feature, shape `[nFeatures]`. */
  readonly contributions: Float64Array;
}

/** Explainers of models: one for each, as preparing one takes its time. */
const explainers = new WeakMap<ServedModel, Explainer | string>();

/** Shares predictions among the features, without holding up whatever else the service does. */
export class Explanations {
  readonly #turns: Turns;
  readonly #now: () => number;
  readonly #budgetMs: number;
  /** Of each model that has been asked for: why it is not explained after all, or `null`. */
  readonly #prepared = new WeakMap<ServedModel, Promise<string | null>>();

  /**
   * Begins without an explanation.
   *
   * @param parts Where long work waits for its turn, a steady clock in ms, and the most that the
   * explanations of one request may cost, in ms.
   */
  constructor(
    { turns, now, budgetMs = BUDGET_MS }: { turns: Turns; now: () => number; budgetMs?: number },
  ) {
    this.#turns = turns;
    this.#now = now;
    this.#budgetMs = budgetMs;
  }

  /**
   * Shares the predictions of rows among their features. Of two classes the second is explained, of more
   * the predicted one.
   *
   * @param prediction What the model said of them.
   * @returns The explanation of each row.
   * @throws {Problem} 422 if the model cannot be explained, or not a single row within the budget, 413 if
   * the rows are too many for it; with the reason.
   */
  async explain(model: ServedModel, rows: Rows, prediction: Prediction): Promise<Explanation[]> {
    const title = `Cannot explain "${model.name}" version ${model.version}`;
    const explainer = explainerOf(model);
    if (typeof explainer === "string") throw new Problem(422, `${title} as ${explainer}`);
    model.holders++;
    try {
      const refusal = await this.#prepare(model, explainer);
      if (refusal !== null) throw new Problem(422, `${title} as ${refusal}`);
      const outputs = Array.from({ length: rows.nRows }, (_, row) => {
        const classIndex = explainedClass(model, prediction, row);
        return { classIndex, output: explainer.nOutputs === 1 ? 0 : classIndex ?? 0 };
      });
      const priceMs = priceOf(explainer, outputs.map(({ output }) => output));
      if (priceMs > this.#budgetMs) throw this.#tooDear(title, priceMs, rows.nRows);
      const pieces = explainRows(explainer, rows, outputs);
      const explained =
        await (priceMs <= SHORT_MS ? allAtOnce(pieces) : this.#turns.takeAll(pieces, this.#now));
      if (explained.every(isFiniteExplanation)) return explained;
      throw new Problem(422, `${title} as its numbers are so large that their sums are infinite`);
    } finally {
      model.holders--;
    }
  }

  #prepare(model: ServedModel, explainer: Explainer): Promise<string | null> {
    let prepared = this.#prepared.get(model);
    if (prepared === undefined) {
      prepared = explainer.prepare === undefined
        ? Promise.resolve(null)
        : this.#turns.takeAll(prepareInPieces(explainer), this.#now);
      this.#prepared.set(model, prepared);
    }
    return prepared;
  }

  #tooDear(title: string, priceMs: number, nRows: number): Problem {
    const rowMs = priceMs / nRows;
    const most = Math.floor(this.#budgetMs / rowMs);
    const budget = `${this.#budgetMs / 1000} s`;
    return most === 0
      ? new Problem(
        422,
        `${title} as one row would take about ${toSeconds(rowMs)}: the limit is ${budget}`,
      )
      : new Problem(
        413,
        `${title} for ${nRows} rows at once as that would take about ${
          toSeconds(priceMs)
        }: within ` +
          `the limit of ${budget} up to ${most} rows are explained`,
      );
  }
}

function isFiniteExplanation({ baseValue, contributions }: Explanation): boolean {
  return Number.isFinite(baseValue) && contributions.every(Number.isFinite);
}

function* explainRows(
  explainer: Explainer,
  rows: Rows,
  outputs: readonly { readonly classIndex: number | null; readonly output: number }[],
): Generator<void, Explanation[], void> {
  const explanations: Explanation[] = [];
  for (const [row, { classIndex, output }] of outputs.entries()) {
    explanations.push({
      space: explainer.space,
      classIndex,
      baseValue: explainer.baseValue(output),
      contributions: yield* explainInPieces(explainer, rows, row, output),
    });
    yield;
  }
  return explanations;
}

function explainedClass(
  { scorer: { output, classes, nOutputs } }: ServedModel,
  prediction: Prediction,
  row: number,
): number | null {
  if (output === "value") return null;
  return classes.length === 2 ? 1 : labelOf(prediction, row, nOutputs);
}

function priceOf(explainer: Explainer, outputs: readonly number[]): number {
  const ofOutput = new Map<number, number>();
  let nanoseconds = 0;
  for (const output of outputs) {
    const price = ofOutput.get(output) ?? explainer.cost?.(output) ?? 0;
    ofOutput.set(output, price);
    nanoseconds += price;
  }
  return nanoseconds / 1e6;
}

function toSeconds(ms: number): string {
  return `${Number((ms / 1000).toPrecision(2))} s`;
}

/**
 * Tells whether a model's predictions can be explained, as far as that is known beforehand.
 *
 * @returns `true` if so.
 */
export function isExplainable(model: ServedModel): boolean {
  return typeof explainerOf(model) !== "string";
}

function explainerOf(model: ServedModel): Explainer | string {
  const known = explainers.get(model);
  if (known !== undefined) return known;
  const explainer = model.scorer.explainer();
  explainers.set(model, explainer);
  return explainer;
}

/**
 * Writes contributions as a JSON object.
 *
 * @param contributions Contribution of each feature, shape `[nFeatures]`.
 * @returns E.g. `{"Glucose":0.125,"Age":-0.0625}`.
 */
export function contributionsJson(model: ServedModel, contributions: Float64Array): string {
  const members = model.features.map(({ name }, column) =>
    `${JSON.stringify(name)}:${contributions[column]}`
  );
  return `{${members.join(",")}}`;
}
