import type { GraphColumn } from "@mlops/onnx";
import type { DataColumn, TableData } from "./table_data.ts";

/** A feature of a model: a column with the words that the rows of the training have. */
export interface Feature extends DataColumn {
  /** Words of the training rows by their code, ascending by code point; `null` for what is no category. */
  readonly categories: readonly string[] | null;
  /** Code of each code of the table's column, -1 for words that no training row has; `null` if none. */
  readonly codeOf: Int32Array | null;
}

/**
 * Finds what the training rows know of each column: the words of a category are numbered by those that
 * they hold, as scikit-learn's `OrdinalEncoder` does in a pipeline; all other words are unknown.
 *
 * @param data The table.
 * @param trainRows Rows of the columns.
 * @returns The features, in the order of the columns.
 */
export function knownFeatures(data: TableData, trainRows: Int32Array): Feature[] {
  return data.columns.map((column) => {
    const { words } = column;
    if (words === null) return { ...column, categories: null, codeOf: null };
    const isKnown = new Uint8Array(words.length);
    for (const row of trainRows) {
      const code = column.values[row]!;
      if (code >= 0) isKnown[code] = 1;
    }
    const codeOf = new Int32Array(words.length).fill(-1);
    const categories = words.filter((_, code) => isKnown[code] === 1);
    let next = 0;
    for (let code = 0; code < words.length; code++) if (isKnown[code] === 1) codeOf[code] = next++;
    return { ...column, categories, codeOf };
  });
}

/** Some rows of a table as trees see them, without a copy of the table. */
export class FeatureRows {
  /** The features. */
  readonly features: readonly Feature[];
  /** Number of rows. */
  readonly nRows: number;
  readonly #rows: Int32Array;

  /**
   * Names some rows.
   *
   * @param features The features.
   * @param rows Rows of their columns, in the order that counts.
   */
  constructor(features: readonly Feature[], rows: Int32Array) {
    this.features = features;
    this.nRows = rows.length;
    this.#rows = rows;
  }

  /**
   * Gives the features one after the other, for a fit.
   *
   * @returns Each as float32 numbers, NaN where a value is missing, in the same memory as the one before.
   */
  *columns(): Generator<Float32Array> {
    const column = new Float32Array(this.nRows);
    for (const feature of this.features) {
      for (let at = 0; at < column.length; at++) column[at] = valueOf(feature, this.#rows[at]!);
      yield column;
    }
  }

  /**
   * Gives some of the rows, for a prediction.
   *
   * @param start The first one.
   * @param end The one after the last; by default all.
   * @returns Row-major `[nRows, nFeatures]`, NaN where a value is missing.
   */
  numbers(start = 0, end: number = this.nRows): Float64Array {
    const nFeatures = this.features.length;
    const numbers = new Float64Array((end - start) * nFeatures);
    this.features.forEach((feature, index) => {
      for (let at = start; at < end; at++) {
        numbers[(at - start) * nFeatures + index] = valueOf(feature, this.#rows[at]!);
      }
    });
    return numbers;
  }

  /**
   * Gives the values of a feature.
   *
   * @param feature Its index.
   * @returns Shape `[nRows]`, NaN where one is missing.
   */
  column(feature: number): Float64Array {
    const known = this.features[feature]!;
    return Float64Array.from(this.#rows, (row) => valueOf(known, row));
  }

  /**
   * Gives a row as people write it.
   *
   * @param at Which one.
   * @returns A value for each feature; `null` where it is missing.
   */
  values(at: number): Record<string, number | string | boolean | null> {
    const row = this.#rows[at]!;
    return Object.fromEntries(this.features.map((feature) => {
      const value = valueOf(feature, row);
      const { name, kind, categories } = feature;
      if (Number.isNaN(value)) return [name, null];
      if (categories !== null) return [name, categories[value]!];
      return [name, kind === "boolean" ? value === 1 : value];
    }));
  }

  /**
   * Gives the same rows as another model takes them.
   *
   * @param columns The model's columns, in the order of its features.
   * @returns The rows; or the name of the first column that these have not.
   */
  as(columns: readonly GraphColumn[]): FeatureRows | string {
    const features: Feature[] = [];
    for (const { name, categories } of columns) {
      const known = this.features.find((feature) => feature.name === name);
      if (known === undefined || (known.words === null) !== (categories === null)) return name;
      const codes = new Map((categories ?? []).map((word, code) => [word, code]));
      const codeOf = known.words && Int32Array.from(known.words, (word) => codes.get(word) ?? -1);
      features.push({ ...known, categories, codeOf });
    }
    return new FeatureRows(features, this.#rows);
  }

  /**
   * Names some of these rows.
   *
   * @param places Which ones, in the order that counts.
   * @returns Them, in the place of all.
   */
  take(places: Int32Array): FeatureRows {
    return new FeatureRows(this.features, places.map((at) => this.#rows[at]!));
  }
}

function valueOf({ values, codeOf }: Feature, row: number): number {
  const value = values[row]!;
  if (values instanceof Float64Array) return value;
  if (value === -1) return NaN;
  if (codeOf === null) return value;
  const code = codeOf[value]!;
  return code === -1 ? NaN : code;
}

/**
 * Describes the features as inputs of a graph.
 *
 * @param features The features.
 * @returns A column for each.
 */
export function graphColumns(features: readonly Feature[]): GraphColumn[] {
  return features.map(({ name, input, categories }) => ({ name, kind: input, categories }));
}
