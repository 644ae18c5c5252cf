import type { Rows } from "@mlops/model";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { requireFinite } from "./require_finite.ts";
import type { Transformer } from "./transformer.ts";

/** Size of a row, of its numbers. */
type Norm = (row: Float64Array) => number;

const NORMS: ReadonlyMap<string, Norm> = new Map([
  ["l1", (row) => row.reduce((sum, x) => sum + Math.abs(x), 0)],
  ["l2", (row) => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0))],
  ["max", (row) => row.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0)],
]);

/** A row of less is left as it is: ten times float64's epsilon. */
const MIN_NORM = 10 * 2 ** -52;

/**
 * Reads what divides the numbers of a row by its size.
 *
 * @param estimator A Normalizer.
 * @returns What transforms as it does.
 */
export function readNormalizer(estimator: Estimator): Transformer {
  const name = estimator.text("norm");
  const norm = NORMS.get(name);
  if (norm === undefined) throw estimator.fault(`has norm ${JSON.stringify(name.slice(0, 40))}`);
  return new Normalizer(estimator.nFeatures, norm);
}

class Normalizer implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly joins = true;
  readonly unexplained =
    "its Normalizer divides each column by a size that all columns of the row make together: no part of " +
    "the answer belongs to one column";
  readonly #norm: Norm;

  constructor(nInputs: number, norm: Norm) {
    this.nInputs = nInputs;
    this.sources = Array.from({ length: nInputs }, (_, index) => index);
    this.#norm = norm;
  }

  transform(rows: Rows): Rows {
    requireFinite(rows);
    const numbers = rows.numbers.slice();
    for (let row = 0; row < rows.nRows; row++) {
      const own = numbers.subarray(row * this.nInputs, (row + 1) * this.nInputs);
      const norm = this.#norm(own);
      if (norm < MIN_NORM) continue;
      for (let i = 0; i < own.length; i++) own[i]! /= norm;
    }
    return { nRows: rows.nRows, numbers, texts: null };
  }

  traits(): ColumnTraits[] {
    return this.sources.map(() => NUMBER);
  }
}
