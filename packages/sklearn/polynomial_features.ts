import { MAX_FEATURES, type Rows } from "@mlops/model";
import { type ColumnTraits, NUMBER } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { requireFinite } from "./require_finite.ts";
import type { Transformer } from "./transformer.ts";

/**
 * Reads what multiplies columns with one another and with themselves.
 *
 * @param estimator A PolynomialFeatures.
 * @returns What transforms as it does.
 * @throws {ModelError} If it makes more columns than a model may have; a file of a few bytes can say so.
 */
export function readPolynomialFeatures(estimator: Estimator): Transformer {
  const { nFeatures } = estimator;
  const minDegree = estimator.whole("_min_degree");
  const maxDegree = estimator.whole("_max_degree");
  const hasBias = estimator.boolean("include_bias");
  const isInteraction = estimator.boolean("interaction_only");
  const nTerms = countTerms(nFeatures, maxDegree, isInteraction);
  if (nTerms > MAX_FEATURES) {
    throw estimator.fault(
      `makes more than ${MAX_FEATURES} columns of ${nFeatures}: lower its degree`,
      "unsupported",
    );
  }
  const terms = multiplyOut({ nFeatures, maxDegree, isInteraction, nTerms });
  // Terms of lower degrees are only needed to make those of higher ones.
  const nCut = Math.min(nTerms, countTerms(nFeatures, minDegree - 1, isInteraction));
  const nOutputs = nTerms - nCut + Number(hasBias);
  if (estimator.whole("n_output_features_") !== nOutputs || minDegree > maxDegree) {
    throw estimator.fault(
      `must make ${nOutputs} columns of degrees ${minDegree} to ${maxDegree}: its ` +
        `n_output_features_ is ${estimator.whole("n_output_features_")}`,
    );
  }
  return new Products(terms, { nInputs: nFeatures, nCut, hasBias });
}

/** Number of terms of degrees 1 to `maxDegree`; stops where there are too many. */
function countTerms(nFeatures: number, maxDegree: number, isInteraction: boolean): number {
  let ofDegree = 1;
  let sum = 0;
  for (let degree = 1; degree <= maxDegree && ofDegree > 0 && sum <= MAX_FEATURES; degree++) {
    const nChoices = isInteraction ? nFeatures - degree + 1 : nFeatures + degree - 1;
    ofDegree = ofDegree * nChoices / degree;
    sum += ofDegree;
  }
  return sum;
}

/** Products, each of a column and of an earlier product. */
interface Terms {
  /** Column that each is multiplied with, the first of its columns, shape `[nTerms]`. */
  readonly column: Int32Array;
  /** Earlier term that it is multiplied with, of later columns; -1 if it is the column itself. */
  readonly rest: Int32Array;
  /** Number of different columns in each. */
  readonly nColumns: Int32Array;
}

/**
 * Lists terms in scikit-learn's order: by degree, and within it by columns. Multiplied from the last column
 * to the first, they are its products to the last bit.
 */
function multiplyOut(
  { nFeatures, maxDegree, isInteraction, nTerms }: {
    nFeatures: number;
    maxDegree: number;
    isInteraction: boolean;
    nTerms: number;
  },
): Terms {
  const column = new Int32Array(nTerms);
  const rest = new Int32Array(nTerms).fill(-1);
  const nColumns = new Int32Array(nTerms).fill(1);
  // Where the terms of a degree begin that have a column as their first one, and where they end.
  let starts = Array.from({ length: nFeatures + 1 }, (_, index) => index);
  let at = Math.min(nFeatures, nTerms);
  for (let index = 0; index < at; index++) column[index] = index;
  for (let degree = 2; degree <= maxDegree && at < nTerms; degree++) {
    const end = starts[nFeatures]!;
    const next: number[] = [];
    for (let first = 0; first < nFeatures; first++) {
      next.push(at);
      for (let term = starts[isInteraction ? first + 1 : first]!; term < end; term++) {
        column[at] = first;
        nColumns[at] = nColumns[term]! + Number(column[term] !== first);
        rest[at++] = term;
      }
    }
    next.push(at);
    starts = next;
  }
  return { column, rest, nColumns };
}

class Products implements Transformer {
  readonly nInputs: number;
  readonly sources: readonly number[];
  readonly constants: ReadonlyMap<number, number>;
  readonly joins = true;
  readonly widest: number;
  readonly #terms: Terms;
  readonly #nCut: number;
  readonly #nBias: number;

  constructor(
    terms: Terms,
    { nInputs, nCut, hasBias }: { nInputs: number; nCut: number; hasBias: boolean },
  ) {
    this.nInputs = nInputs;
    this.#terms = terms;
    this.#nCut = nCut;
    this.#nBias = Number(hasBias);
    this.sources = [...hasBias ? [0] : [], ...terms.column.subarray(nCut)];
    this.constants = new Map(hasBias ? [[0, 1]] : []);
    this.widest = Math.max(nInputs, terms.column.length + 1);
  }

  transform(rows: Rows): Rows {
    requireFinite(rows);
    const { nRows, numbers } = rows;
    const { column, rest } = this.#terms;
    const nOutputs = this.sources.length;
    const products = new Float64Array(nRows * nOutputs);
    const all = new Float64Array(column.length);
    for (let row = 0; row < nRows; row++) {
      const at = row * nOutputs;
      for (let term = 0; term < column.length; term++) {
        const x = numbers[row * this.nInputs + column[term]!]!;
        all[term] = rest[term] === -1 ? x : all[rest[term]!]! * x;
      }
      if (this.#nBias === 1) products[at] = 1;
      products.set(all.subarray(this.#nCut), at + this.#nBias);
    }
    return { nRows, numbers: products, texts: null };
  }

  /** To equal parts among the columns of a product: its Shapley values, beside a row of zeros. */
  share(_row: Rows, parts: Float64Array): Float64Array {
    const { column, rest, nColumns } = this.#terms;
    const shares = new Float64Array(this.nInputs);
    // What each column gets of the products that a term is the rest of, and of its own.
    const equal = new Float64Array(column.length);
    for (let term = column.length - 1; term >= 0; term--) {
      if (term >= this.#nCut) {
        equal[term]! += parts[term - this.#nCut + this.#nBias]! / nColumns[term]!;
      }
      const before = rest[term]!;
      if (before === -1 || column[before] !== column[term]) shares[column[term]!]! += equal[term]!;
      if (before !== -1) equal[before]! += equal[term]!;
    }
    // Where later steps did not keep it apart, the part of the constant goes to the first column.
    if (this.#nBias === 1) shares[0]! += parts[0]!;
    return shares;
  }

  traits(): ColumnTraits[] {
    return Array.from({ length: this.nInputs }, () => NUMBER);
  }
}
