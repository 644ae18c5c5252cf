import type { Explainer, Rows } from "@mlops/model";
import { type ColumnEncoding, encodeColumns } from "./encode_columns.ts";
import type { TreeEnsemble } from "./tree_ensemble.ts";
import { TreeExplainer } from "./tree_shap.ts";

/** TreeSHAP over the columns of a table. */
export class EnsembleExplainer implements Explainer {
  /** Where contributions add up. */
  readonly space: Explainer["space"];
  /** Numbers that are explained. */
  readonly nOutputs: number;
  readonly #ensemble: TreeEnsemble;
  readonly #nFeatures: number;
  readonly #encoding: ColumnEncoding | null;

  /**
   * Takes an ensemble that is to be explained; nothing is prepared yet.
   *
   * @param ensemble The trees, with their cover.
   * @param encoding What becomes of the columns before the trees see them.
   * @param space Where contributions add up.
   */
  constructor(
    ensemble: TreeEnsemble,
    encoding: ColumnEncoding | null,
    space: Explainer["space"],
  ) {
    this.space = space;
    this.nOutputs = ensemble.nOutputs;
    this.#ensemble = ensemble;
    this.#nFeatures = ensemble.nFeatures;
    this.#encoding = encoding;
  }

  /**
   * Prepares the trees in pieces of some 1 ms.
   *
   * @returns Yields after each piece, and returns why they cannot be explained, or `null`.
   */
  prepare(): Generator<void, string | null, void> {
    return TreeExplainer.prepare(this.#ensemble);
  }

  /**
   * Tells an output without knowing any feature.
   *
   * @param output In `[0, nOutputs)`.
   * @returns The expected output.
   */
  baseValue(output: number): number {
    return this.#explainer.expectedValue(output);
  }

  /**
   * Shares the difference between a row's output and the base value among the columns.
   *
   * @param rows Rows.
   * @param row Which of them.
   * @param output In `[0, nOutputs)`.
   * @returns Contribution of each column, shape `[nFeatures]`.
   * @throws {ValueError} If a value is missing and must not be, or a category must be known and is not.
   */
  contributions(rows: Rows, row: number, output: number): Float64Array {
    return this.#explainer.shapValues(this.#encode(rows, row), output);
  }

  /**
   * Tells beforehand how long an explanation takes, about.
   *
   * @param output In `[0, nOutputs)`.
   * @returns Nanoseconds: 4 for each split of its trees and point of the quadrature.
   */
  cost(output: number): number {
    return 4 * this.#explainer.cost(output);
  }

  /**
   * Explains a row as {@linkcode contributions} does, in pieces of some 0.4 ms, between which others may have their turn.
   *
   * @param rows Rows.
   * @param row Which of them.
   * @param output In `[0, nOutputs)`.
   * @returns Yields after each piece, and returns the contribution of each column.
   * @throws {ValueError} As `contributions`.
   */
  *explain(rows: Rows, row: number, output: number): Generator<void, Float64Array, void> {
    const out = new Float64Array(this.#nFeatures);
    yield* this.#explainer.explain(this.#encode(rows, row), output, { out });
    return out;
  }

  /** What was prepared, or is now, at once. */
  get #explainer(): TreeExplainer {
    return new TreeExplainer(this.#ensemble);
  }

  #encode(rows: Rows, row: number): Float64Array {
    const [from, to] = [row * this.#nFeatures, (row + 1) * this.#nFeatures];
    const one: Rows = {
      nRows: 1,
      numbers: rows.numbers.slice(from, to),
      texts: rows.texts?.slice(from, to) ?? null,
    };
    return this.#encoding === null ? one.numbers : encodeColumns(one, this.#encoding, row);
  }
}
