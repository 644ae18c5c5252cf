import type { CsvRecord } from "./csv_records.ts";
import { FLOAT32_MAX } from "./row_reader.ts";
import { type Fault, ValidationError } from "../http/validation_error.ts";

/** Faults that are kept; the rest is counted. */
const MAX_FAULTS = 1000;

/** Reads the records of a table whose first line names the columns. */
export class TableReader {
  readonly #names: readonly string[];
  readonly #columns: readonly number[];
  readonly #width: number;

  /**
   * Makes a reader for tables with the same columns.
   *
   * @param names Names of the features in column order.
   * @param header The names that the table gives; it may have further columns, in any order.
   * @throws {ValidationError} If a feature is missing or named twice.
   */
  constructor(names: readonly string[], header: readonly string[]) {
    const trimmed = header.map((name) => name.trim());
    const faults: Fault[] = [];
    for (const name of names) {
      const first = trimmed.indexOf(name);
      const reason = first === -1
        ? `line 1: column ${name} is missing`
        : trimmed.indexOf(name, first + 1) === -1
        ? null
        : `line 1: column ${name} is there twice`;
      if (reason !== null) faults.push({ path: [name], reason });
    }
    if (faults.length > 0) throw new ValidationError(faults);
    this.#names = names;
    this.#columns = names.map((name) => trimmed.indexOf(name));
    this.#width = header.length;
  }

  /**
   * Reads records.
   *
   * @param records The records after the header.
   * @returns The rows, row-major `[records.length, nFeatures]`.
   * @throws {ValidationError} If a record has another length or a cell is no finite float32; the faults
   * name the line.
   */
  read(records: readonly CsvRecord[]): Float32Array {
    const nFeatures = this.#names.length;
    const rows = new Float32Array(records.length * nFeatures);
    const faults: Fault[] = [];
    let faultCount = 0;
    const note = (line: number, reason: string, path: readonly string[]) => {
      faultCount++;
      if (faults.length < MAX_FAULTS) faults.push({ path, reason: `line ${line}: ${reason}` });
    };
    records.forEach(({ cells, line }, index) => {
      if (cells.length !== this.#width) {
        note(line, `must have ${this.#width} cells: has ${cells.length}`, []);
        return;
      }
      this.#columns.forEach((place, column) => {
        const value = toNumber(cells[place]!);
        if (value === null) {
          const name = this.#names[column]!;
          note(line, `${name} must be a finite 32-bit number`, [name]);
        } else rows[index * nFeatures + column] = value;
      });
    });
    if (faultCount > 0) throw new ValidationError(faults, faultCount);
    return rows;
  }
}

/** Decimal numbers only: `Number` would take "", " ", "0x10" and "Infinity" too. */
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

function toNumber(cell: string): number | null {
  if (!DECIMAL.test(cell)) return null;
  const value = Number(cell);
  return value >= -FLOAT32_MAX && value <= FLOAT32_MAX ? value : null;
}
