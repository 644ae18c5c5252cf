import {
  type CellReader,
  CsvRowReader,
  type DecimalMark,
  type RowBatch,
  TableError,
  type TableFault,
} from "@mlops/tables/csv-rows";
import { Problem } from "../http/problem.ts";
import { ValidationError } from "../http/validation_error.ts";
import type { FeatureReader } from "./feature_reader.ts";
import type { RowReader } from "./row_reader.ts";

/** A longer record is no row of a table; without a limit, one quote would take all memory. */
const MAX_RECORD_BYTES = 64 * 1024;

/** Faults of a body that is no CSV, in the place of one that does not fit the model. */
const UNREADABLE = new Set<TableFault["code"]>([
  "damaged",
  "html",
  "huge-cell",
  "not-a-table",
  "text-after-quote",
  "unclosed-quote",
]);

/** Reads the rows of a model from a CSV with the columns' names in its first line, as it arrives. */
export class CsvRows {
  readonly #reader: CsvRowReader;

  /**
   * Makes a reader for one CSV.
   *
   * @param rows Reads the model's features; the CSV may have further columns, in any order.
   */
  constructor(rows: RowReader) {
    const columns = rows.readers.map(cellReader);
    this.#reader = new CsvRowReader(columns, "CSV", { maxRecordBytes: MAX_RECORD_BYTES });
  }

  /** The line with the columns as it stands in the CSV; `null` as long as it is not read. */
  get header(): string | null {
    return this.#reader.header;
  }

  /** How the CSV is written. */
  get style(): { readonly delimiter: string; readonly decimal: DecimalMark } {
    const { delimiter, decimal } = this.#reader;
    return { delimiter, decimal };
  }

  /**
   * Takes the next piece.
   *
   * @param piece Its bytes, cut anywhere.
   * @returns The rows that it completes.
   * @throws {Problem} 400 if it is no CSV.
   * @throws {ValidationError} If a feature is missing or a cell is no value of its feature; the faults
   * name the line.
   */
  push(piece: Uint8Array): RowBatch {
    return told(() => this.#reader.push(piece));
  }

  /**
   * Ends the CSV.
   *
   * @returns The last row, if no line break ended it.
   * @throws {Problem} 400 if it has no line with the columns, or a quote is left open.
   * @throws {ValidationError} As `push`.
   */
  finish(): RowBatch {
    return told(() => this.#reader.finish());
  }
}

function cellReader(reader: FeatureReader): CellReader {
  const { feature: { name, type, categories, isUnused }, demand } = reader;
  const padded = categories?.filter((word) => typeof word === "string" && word !== word.trim());
  return {
    ...padded !== undefined && padded.length > 0 && { padded: new Set(padded as string[]) },
    name: name.trim(),
    isNumber: type !== "bytes" && type !== "bool" && isUnused !== true,
    isText: type === "bytes",
    demand,
    readNumber: (value, into, at) => reader.read(value, into, at),
    readCell: (text, into, at) => reader.readCell(text, into, at),
  };
}

function told(read: () => RowBatch): RowBatch {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    const { faults, nFaults } = error;
    if (faults.some(({ code }) => code === "empty")) {
      throw new Problem(400, "The CSV must have a line with the columns", { cause: error });
    }
    const unreadable = faults.find(({ code }) => UNREADABLE.has(code));
    if (unreadable !== undefined) {
      const { line, reason } = unreadable;
      throw new Problem(400, `The CSV cannot be read: line ${line}: ${reason}`, { cause: error });
    }
    const told = faults.map(({ line, name, reason }) => ({
      path: name === null ? [] : [name],
      reason: `line ${line}: ${reason}`,
    }));
    throw new ValidationError(told, nFaults);
  }
}
