import type { Rows } from "@mlops/model";
import { type Fault, ValidationError } from "../http/validation_error.ts";
import type { CsvRecord } from "./csv_records.ts";
import type { RowReader } from "./row_reader.ts";

/** Faults that are kept; the rest is counted. */
const MAX_FAULTS = 1000;

/** Reads the records of a table whose first line names the columns. */
export class TableReader {
  readonly #rows: RowReader;
  readonly #columns: readonly number[];
  readonly #width: number;

  /**
   * Makes a reader for tables with the same columns.
   *
   * @param rows Reads the values of the features.
   * @param header The names that the table gives; it may have further columns, in any order.
   * @throws {ValidationError} If a feature is missing or named twice.
   */
  constructor(rows: RowReader, header: readonly string[]) {
    const trimmed = header.map((name) => name.trim());
    const faults: Fault[] = [];
    for (const { feature: { name } } of rows.readers) {
      const first = trimmed.indexOf(name.trim());
      const reason = first === -1
        ? `line 1: column ${name} is missing`
        : trimmed.indexOf(name.trim(), first + 1) === -1
        ? null
        : `line 1: column ${name} is there twice`;
      if (reason !== null) faults.push({ path: [name], reason });
    }
    if (faults.length > 0) throw new ValidationError(faults);
    this.#rows = rows;
    this.#columns = rows.readers.map(({ feature }) => trimmed.indexOf(feature.name.trim()));
    this.#width = header.length;
  }

  /**
   * Reads records.
   *
   * @param records The records after the header, at least one.
   * @returns The rows.
   * @throws {ValidationError} If a record has another length or a cell is no value of its feature; the
   * faults name the line.
   */
  read(records: readonly CsvRecord[]): Rows {
    const { readers } = this.#rows;
    const rows = this.#rows.empty(records.length);
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
        const reader = readers[column]!;
        if (reader.readCell(cells[place]!, rows, index * readers.length + column)) return;
        const { name } = reader.feature;
        note(line, `${name} ${reader.demand}`, [name]);
      });
    });
    if (faultCount > 0) throw new ValidationError(faults, faultCount);
    return rows;
  }
}
