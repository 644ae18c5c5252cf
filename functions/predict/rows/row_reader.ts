import { float64Array, type ModelFeature, type Rows } from "@mlops/model";
import { type Fault, ValidationError } from "../http/validation_error.ts";
import { FeatureNames } from "./feature_names.ts";
import { FeatureReader, type RowBuffer } from "./feature_reader.ts";
import { requireFewValues } from "./price.ts";
import { refuseUnknownFields } from "./refuse_unknown_fields.ts";

/** Most rows of one request. */
export const MAX_ROWS = 10_000;

/** Faults that are kept; the rest is counted. */
const MAX_FAULTS = 1000;

/** A JSON object or anything else that came out of `JSON.parse`. */
type Json = Readonly<Record<string, unknown>>;

/** Turns objects with a value for each feature into rows of a model. */
export class RowReader {
  readonly #names: readonly string[];
  readonly #known: FeatureNames;
  readonly #readers: readonly FeatureReader[];
  readonly #hasTexts: boolean;
  readonly #mayOmitMissing: boolean;

  /**
   * Makes a reader.
   *
   * @param features The features in column order.
   * @param options `mayOmitMissing`: a feature that may be missing may be left out of an object; by
   * default a key that is not there is a fault, as it may be a name with an error in it.
   */
  constructor(
    features: readonly ModelFeature[],
    { mayOmitMissing = false }: { readonly mayOmitMissing?: boolean } = {},
  ) {
    this.#mayOmitMissing = mayOmitMissing;
    this.#names = features.map(({ name }) => name);
    this.#known = new FeatureNames(this.#names);
    this.#readers = features.map((feature) => new FeatureReader(feature));
    this.#hasTexts = features.some(({ type }) => type === "bytes");
  }

  /** What reads the values of each feature, in column order. */
  get readers(): readonly FeatureReader[] {
    return this.#readers;
  }

  /**
   * Makes rows to be filled.
   *
   * @param nRows How many.
   * @returns The rows, of zeros and missing texts.
   * @throws {Problem} 413 if they would have more values than a request may.
   */
  empty(nRows: number): Rows & RowBuffer {
    requireFewValues(nRows, this.#names.length);
    const length = nRows * this.#names.length;
    const texts = this.#hasTexts ? new Array<string | null>(length).fill(null) : null;
    return { nRows, numbers: float64Array(length), texts };
  }

  /**
   * Reads one object.
   *
   * @param value What `JSON.parse` made of it.
   * @returns The row.
   * @throws {ValidationError} If it is no object with exactly the features, each of its type.
   */
  readOne(value: unknown): Rows {
    const row = this.empty(1);
    if (!this.#fill(value, row, 0)) {
      const faults = new Faults();
      this.#explain(value, [], faults);
      throw faults.error;
    }
    return row;
  }

  /**
   * Reads many objects.
   *
   * @param values What `JSON.parse` made of them.
   * @returns The rows.
   * @throws {ValidationError} If one of them is no object with exactly the features.
   */
  readMany(values: readonly unknown[]): Rows {
    const width = this.#names.length;
    const rows = this.empty(values.length);
    const faults = new Faults();
    values.forEach((value, index) => {
      if (!this.#fill(value, rows, index * width)) this.#explain(value, [index], faults);
    });
    if (faults.count > 0) throw faults.error;
    return rows;
  }

  /** Copies the features into a row; `false` at the first thing that does not fit. */
  #fill(value: unknown, rows: RowBuffer, offset: number): boolean {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const names = this.#names;
    let column = 0;
    // Keys that come in the model's order, as they nearly always do, are read in one pass: V8 then finds
    // the values by position, in the place of looking each name up.
    for (const key in value) {
      if (key !== names[column]) return this.#fillByName(value as Json, rows, offset);
      if (!this.#take((value as Json)[key], column, rows, offset)) return false;
      column++;
    }
    if (column === names.length) return true;
    return this.#mayOmitMissing && this.#fillByName(value as Json, rows, offset);
  }

  #fillByName(value: Json, rows: RowBuffer, offset: number): boolean {
    const names = this.#names;
    let nFound = 0;
    for (let column = 0; column < names.length; column++) {
      const own = value[names[column]!];
      if (own !== undefined) nFound++;
      else if (!this.#mayOmit(column)) return false;
      if (!this.#take(own, column, rows, offset)) return false;
    }
    // All that were found are features, so that another key is one too many.
    let keys = 0;
    for (const _ in value) keys++;
    return keys === nFound;
  }

  #mayOmit(column: number): boolean {
    return this.#mayOmitMissing && this.#readers[column]!.feature.isNullable;
  }

  #take(value: unknown, column: number, rows: RowBuffer, offset: number): boolean {
    const reader = this.#readers[column]!;
    // NaN fails both comparisons, and so do the infinities that 1e999 becomes.
    if (
      typeof value === "number" && value >= reader.min && value <= reader.max &&
      (!reader.isInteger || Number.isInteger(value))
    ) {
      rows.numbers[offset + column] = value;
      return true;
    }
    return reader.read(value, rows, offset + column);
  }

  #explain(value: unknown, path: readonly (string | number)[], faults: Faults): void {
    const place = path.length === 0 ? "" : `[${path.join("][")}] `;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      const what = this.#hasTexts ? "value" : "number";
      const reason = `${place}must be an object with a ${what} for each feature`;
      faults.note(() => ({ path, reason }));
      return;
    }
    const scratch = this.empty(1);
    this.#readers.forEach((reader, column) => {
      const { name } = reader.feature;
      const own = Object.hasOwn(value, name) ? (value as Json)[name] : undefined;
      const isRight = own === undefined ? this.#mayOmit(column) : reader.read(own, scratch, column);
      if (isRight) return;
      faults.note(() => ({
        path: [...path, name],
        reason: place + reader.refusalOf(own),
      }));
    });
    const note = (fault: () => Fault) => faults.note(fault);
    refuseUnknownFields(value, this.#known, { path, prefix: place }, note);
  }
}

/** What is wrong with a body: the first thousand faults, and how many there are. */
class Faults {
  readonly #kept: Fault[] = [];
  count = 0;

  note(fault: () => Fault): void {
    this.count++;
    if (this.#kept.length < MAX_FAULTS) this.#kept.push(fault());
  }

  get error(): ValidationError {
    return new ValidationError(this.#kept, this.count);
  }
}
