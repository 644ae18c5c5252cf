import type { Rows } from "@mlops/model";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { requireFinite } from "./require_finite.ts";
import type { Transformer } from "./transformer.ts";

/**
 * Reads what asks of each number whether it is above a threshold.
 *
 * @param estimator A Binarizer.
 * @returns What transforms as it does.
 */
export function readBinarizer(estimator: Estimator): Transformer {
  return new Above(estimator.nFeatures, estimator.number("threshold"));
}

/** 1 where a number is above a threshold, and 0 where it is not. */
export class Above implements Transformer {
  /** Number of columns. */
  readonly nInputs: number;
  /** The input that each output comes from. */
  readonly sources: readonly number[];
  readonly #threshold: number;

  /**
   * Takes a threshold.
   *
   * @param nInputs Number of columns.
   * @param threshold The threshold of all of them.
   */
  constructor(nInputs: number, threshold: number) {
    this.nInputs = nInputs;
    this.sources = Array.from({ length: nInputs }, (_, index) => index);
    this.#threshold = threshold;
  }

  /** Transforms rows. */
  transform(rows: Rows): Rows {
    requireFinite(rows);
    const numbers = rows.numbers.map((x) => x > this.#threshold ? 1 : 0);
    return { nRows: rows.nRows, numbers, texts: null };
  }

  /** Tells what it takes. */
  traits(): ColumnTraits[] {
    return this.sources.map(() => NUMBER);
  }
}
