import { float32Array } from "@mlops/model";
import { type Fault, ValidationError } from "../http/validation_error.ts";

/** Largest number that a model takes: they compute with 32-bit floats (IEEE 754). */
export const FLOAT32_MAX = 3.4028234663852886e38;

/** Faults that are kept; the rest is counted. */
const MAX_FAULTS = 1000;

/** A JSON object or anything else that came out of `JSON.parse`. */
type Json = Readonly<Record<string, unknown>>;

/** Turns objects with a number for each feature into rows of a model. */
export class RowReader {
  readonly #names: readonly string[];

  /**
   * Makes a reader.
   *
   * @param names Names of the features in column order.
   */
  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /**
   * Reads one object.
   *
   * @param value What `JSON.parse` made of it.
   * @returns The row, shape `[nFeatures]`.
   * @throws {ValidationError} If it is no object with exactly the features, each a finite float32.
   */
  readOne(value: unknown): Float32Array {
    const row = float32Array(this.#names.length);
    if (!this.#fill(value, row, 0)) {
      const faults: Fault[] = [];
      this.#explain(value, [], faults);
      throw new ValidationError(faults);
    }
    return row;
  }

  /**
   * Reads many objects.
   *
   * @param values What `JSON.parse` made of them.
   * @returns The rows, row-major `[nRows, nFeatures]`.
   * @throws {ValidationError} If one of them is no object with exactly the features.
   */
  readMany(values: readonly unknown[]): Float32Array {
    const width = this.#names.length;
    const rows = float32Array(values.length * width);
    const faults: Fault[] = [];
    let faultCount = 0;
    values.forEach((value, index) => {
      if (this.#fill(value, rows, index * width)) return;
      const found: Fault[] = [];
      this.#explain(value, [index], found);
      faultCount += found.length;
      if (faults.length < MAX_FAULTS) faults.push(...found.slice(0, MAX_FAULTS - faults.length));
    });
    if (faultCount > 0) throw new ValidationError(faults, faultCount);
    return rows;
  }

  /** Copies the features into a row; `false` at the first thing that does not fit. */
  #fill(value: unknown, rows: Float32Array, offset: number): boolean {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const names = this.#names;
    let column = 0;
    // Keys that come in the model's order, as they nearly always do, are read in one pass: V8 then finds
    // the values by position, in the place of looking each name up.
    for (const key in value) {
      if (key !== names[column]) return this.#fillByName(value as Json, rows, offset);
      const number = (value as Json)[key];
      if (!isFloat32(number)) return false;
      rows[offset + column++] = number;
    }
    return column === names.length;
  }

  #fillByName(value: Json, rows: Float32Array, offset: number): boolean {
    const names = this.#names;
    for (let column = 0; column < names.length; column++) {
      const number = value[names[column]!];
      if (!isFloat32(number)) return false;
      rows[offset + column] = number;
    }
    // All features are there, so that another key is one too many.
    let keys = 0;
    for (const _ in value) keys++;
    return keys === names.length;
  }

  #explain(value: unknown, path: readonly (string | number)[], faults: Fault[]): void {
    const place = path.length === 0 ? "" : `[${path.join("][")}] `;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      faults.push({ path, reason: `${place}must be an object with a number for each feature` });
      return;
    }
    for (const name of this.#names) {
      if (!Object.hasOwn(value, name)) {
        faults.push({ path: [...path, name], reason: `${place}${name} is missing` });
      } else if (!isFloat32((value as Json)[name])) {
        const reason = `${place}${name} must be a finite 32-bit number`;
        faults.push({ path: [...path, name], reason });
      }
    }
    const known = new Set(this.#names);
    for (const key of Object.keys(value)) {
      if (known.has(key)) continue;
      const shown = key.length > 40 ? `${key.slice(0, 40)}…` : key;
      faults.push({
        path: [...path, key],
        reason: `${place}${JSON.stringify(shown.toWellFormed())} is no feature of this model`,
      });
    }
  }
}

function isFloat32(value: unknown): value is number {
  // NaN fails both comparisons, and so do the infinities that 1e999 becomes.
  return typeof value === "number" && value >= -FLOAT32_MAX && value <= FLOAT32_MAX;
}
