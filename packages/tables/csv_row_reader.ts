/**
 * Reads CSVs whose columns are known, as they arrive: for predictions, in a service or in a browser.
 *
 * @module
 */
import { CellForm, CsvScanner } from "./csv_scanner.ts";
import { fileKind } from "./file_kind.ts";
import { findColumns, headerDialect } from "./known_columns.ts";
import type { CellReader } from "./cell_reader.ts";
import type { DecimalMark } from "./number_text.ts";
import { RowCells } from "./row_cells.ts";
import { FaultList, TableError, type TableFaultCode } from "./table_error.ts";
import { concatenated, detectEncoding, NotUtf8Error, Utf8Transcoder } from "./text_encoding.ts";

export type { CellReader, RowBuffer } from "./cell_reader.ts";
export { featureCells, type RowFeature } from "./feature_cells.ts";
export type { DecimalMark } from "./number_text.ts";
export { gunzip } from "./gunzip.ts";
export { TableError, type TableFault, type TableFaultCode } from "./table_error.ts";

/** Some rows of a CSV, columns in the order of the readers. */
export interface RowBatch {
  /** Number of rows; 0 where no record is whole yet. */
  readonly nRows: number;
  /**
   * Row-major `[nRows, nFeatures]`, the nearest doubles; booleans are 0 and 1; NaN for texts and where a
   * value is missing.
   */
  readonly numbers: Float64Array;
  /** Row-major `[nRows, nFeatures]`, `null` where it is no text or is missing; `null` without columns of text. */
  readonly texts: readonly (string | null)[] | null;
  /** Each row's record as it stands in the file, without its line end, shape `[nRows]`. */
  readonly records: readonly string[];
  /** Line on which each record begins, from 1, shape `[nRows]`. */
  readonly lines: readonly number[];
}

/** Faults that are kept; the rest is counted. */
const MAX_FAULTS = 1000;

/** Bytes that tell what a file is, if it has no line end before. */
const ENOUGH_BYTES = 4096;

const decoder = new TextDecoder();

/**
 * Reads a CSV in pieces: comma, semicolon, tab or bar, whichever finds most of the features in the
 * header; UTF-8, UTF-16 or Windows-1252; decimal point or comma; a `sep=` line. Further columns are
 * passed over, in any order. A piece is read as far as its records are whole.
 *
 * @example
 * ```ts
 * import { CsvRowReader, featureCells } from "@mlops/tables/csv-rows";
 * import { deepEqual } from "node:assert/strict";
 *
 * const reader = new CsvRowReader([
 *   featureCells({ name: "age", kind: "integer", categories: null, isNullable: false }),
 *   featureCells({ name: "ville", kind: "category", categories: ["Nîmes"], isNullable: true }),
 * ]);
 * const first = reader.push(new TextEncoder().encode("ville;age\nNîmes;41\n;39"));
 * const last = reader.finish();
 * deepEqual([first.texts, last.texts], [[null, "Nîmes"], [null, null]]);
 * deepEqual([first.numbers[0], last.numbers[0]], [41, 39]);
 * ```
 */
export class CsvRowReader {
  readonly #columns: readonly CellReader[];
  readonly #file: string;
  readonly #options: { readonly maxRecordBytes?: number };
  #head: Uint8Array[] = [];
  #transcoder: Utf8Transcoder | null = null;
  #scanner: CsvScanner | null = null;
  #faults: FaultList;
  #cells: RowCells | null = null;
  #places: readonly number[] = [];
  #width = 0;
  #isWide: boolean | null = null;
  #header: string | null = null;
  #records: string[] = [];
  #lines: number[] = [];

  /**
   * Makes a reader for one CSV.
   *
   * @param columns The columns that it must have, in the order in which rows shall have them.
   * @param file Its name for messages.
   * @param options A record has at most `maxRecordBytes`; default 16 MiB.
   */
  constructor(
    columns: readonly CellReader[],
    file = "CSV",
    options: { readonly maxRecordBytes?: number } = {},
  ) {
    this.#columns = columns;
    this.#file = file;
    this.#options = options;
    this.#faults = new FaultList(file, MAX_FAULTS);
  }

  /** The header as it stands in the file; `null` as long as it is not read. */
  get header(): string | null {
    return this.#header;
  }

  /** What stands between the cells; a comma as long as it is not known. */
  get delimiter(): string {
    return this.#scanner?.delimiter ?? ",";
  }

  /** Its decimal mark; a point as long as no number shows another. */
  get decimal(): DecimalMark {
    return this.#cells?.mark ?? ".";
  }

  /**
   * Takes the next piece.
   *
   * @param piece Bytes of the file, cut anywhere.
   * @returns The rows that it completes.
   * @throws {TableError} With all faults of the piece, if there are any: a column that is missing or there
   * twice, a row of another width, a cell that is not of its feature's kind, quotes that are wrong, a
   * file that is no CSV. Nothing may be pushed after it.
   */
  push(piece: Uint8Array): RowBatch {
    this.#accept(piece);
    return this.#take();
  }

  /**
   * Reads a file that is there as a whole, in the place of `push` and `finish`.
   *
   * @param bytes The file.
   * @returns Its rows.
   * @throws {TableError} With all faults of the file.
   */
  readWhole(bytes: Uint8Array): RowBatch {
    this.#accept(bytes);
    return this.finish();
  }

  /**
   * Ends the file.
   *
   * @returns The last row, if no line end ended it.
   * @throws {TableError} As `push`, and if the file is empty or a quote is left open.
   */
  finish(): RowBatch {
    if (this.#scanner === null) this.#begin(true);
    if (this.#scanner !== null) {
      this.#scanner.push(this.#decode(null));
      this.#scanner.finish();
    }
    if (this.#header === null && this.#faults.count === 0) {
      this.#refuse("empty", "it must have a line with the columns' names: it is empty");
    }
    return this.#take();
  }

  #accept(piece: Uint8Array): void {
    if (this.#scanner !== null) {
      this.#scanner.push(this.#decode(piece));
      return;
    }
    this.#head.push(piece.slice());
    this.#begin(false);
  }

  /** Finds out how the file is written once its first line is there. */
  #begin(isEnd: boolean): void {
    const head = concatenated(...this.#head);
    const kind = fileKind(head);
    if (kind.is === "other") this.#refuse(kind.code, kind.reason);
    if (kind.is !== "text") {
      const name = kind.is === "gzip" ? "gzip" : "a Parquet file";
      this.#refuse("not-a-table", `it is ${name}: give the CSV itself`);
    }
    if (!isEnd && head.length < ENOUGH_BYTES && !/[\r\n][^\r\n]/.test(decoder.decode(head))) {
      return;
    }
    this.#transcoder = new Utf8Transcoder(detectEncoding(head));
    const utf8 = this.#decode(head);
    const { delimiter, skipBytes, line } = headerDialect(utf8, this.#columns);
    this.#scanner = new CsvScanner({
      file: this.#file,
      delimiter,
      line,
      faults: this.#faults,
      ...this.#options,
      onRecord: (record) => this.#takeRecord(record),
    });
    this.#cells = new RowCells(this.#columns, { faults: this.#faults, delimiter });
    this.#cells.lookAhead(utf8.subarray(skipBytes));
    this.#head = [];
    this.#scanner.push(utf8.subarray(skipBytes));
  }

  /** A text that is no UTF-8 is Windows-1252, unless characters of UTF-8 came before. */
  #decode(piece: Uint8Array | null): Uint8Array {
    const transcoder = this.#transcoder!;
    try {
      return piece === null ? transcoder.finish() : transcoder.push(piece);
    } catch (error) {
      if (!(error instanceof NotUtf8Error)) throw error;
      if (!transcoder.isAscii) {
        this.#refuse(
          "damaged",
          "it must be UTF-8 or Windows-1252 throughout: is a mixture of both",
        );
      }
      this.#transcoder = new Utf8Transcoder("windows-1252");
      const rest = this.#transcoder.push(concatenated(transcoder.held, piece ?? new Uint8Array()));
      return piece === null ? concatenated(rest, this.#transcoder.finish()) : rest;
    }
  }

  #takeRecord(record: CsvScanner): boolean | void {
    const { bytes, start, end, line, nCells } = record;
    if (this.#header === null) {
      this.#header = decoder.decode(bytes.subarray(start, end));
      const names = Array.from({ length: nCells }, (_, index) => record.text(index));
      this.#places = findColumns(names, this.#columns, { line, faults: this.#faults });
      this.#width = nCells;
      // Without its columns no row can be read.
      return this.#faults.count === 0;
    }
    // A separator at the end of each row, but not of the header, separates nothing.
    this.#isWide ??= nCells === this.#width + 1 && isEmptyCell(record, this.#width);
    const isWhole = this.#isWide
      ? nCells === this.#width + 1 && isEmptyCell(record, this.#width)
      : nCells === this.#width;
    if (!isWhole) {
      const reason = `must have ${this.#width} cells: has ${nCells}`;
      this.#faults.add({ code: "row-width", line, column: 1, name: null, reason });
      return;
    }
    for (let index = 0; index < nCells; index++) {
      if (record.forms[index] !== CellForm.broken) continue;
      const place = record.place(record.starts[index]! - 1);
      const reason = "a cell has text after its closing quote";
      this.#faults.add({ code: "text-after-quote", ...place, name: null, reason });
    }
    this.#cells!.add(record, this.#places);
    this.#records.push(decoder.decode(bytes.subarray(start, end)));
    this.#lines.push(line);
  }

  #take(): RowBatch {
    this.#faults.throwIfAny();
    const records = this.#records;
    const lines = this.#lines;
    this.#records = [];
    this.#lines = [];
    const nothing = {
      numbers: new Float64Array(),
      texts: this.#columns.some(({ isText }) => isText) ? [] : null,
    };
    const { numbers, texts } = this.#cells?.take() ?? nothing;
    return { nRows: records.length, numbers, texts, records, lines };
  }

  #refuse(code: TableFaultCode, reason: string): never {
    throw new TableError(this.#file, [{ code, line: 1, column: 1, name: null, reason }]);
  }
}

function isEmptyCell({ starts, ends }: CsvScanner, cell: number): boolean {
  return starts[cell] === ends[cell];
}
