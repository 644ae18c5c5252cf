import { nameColumns } from "./column_names.ts";
import type { ColumnNames } from "./column_names.ts";
import type { CsvDialect } from "./csv_dialect.ts";
import { CellForm, CsvScanner } from "./csv_scanner.ts";
import { type NumberBreak, NumberCells } from "./number_cells.ts";
import type { CellExample } from "./cell.ts";
import type { DecimalMark } from "./number_text.ts";
import { FaultList } from "./table_error.ts";
import type { TextCells } from "./text_cells.ts";
import { type TextEncoding, Utf8Transcoder } from "./text_encoding.ts";

/** The cells of a column: read as numbers or as words. */
export type Cells = NumberCells | TextCells;

/** How a file is read. Where its end shows that this was wrong, it is read again in another way. */
export interface CsvPlan {
  /** Its encoding. */
  readonly encoding: TextEncoding;
  /** Delimiter and first line. */
  readonly dialect: CsvDialect;
  /** Its decimal mark. */
  readonly mark: DecimalMark;
  /** Whether the mark was said, or found out for good. */
  readonly isMarkSettled: boolean;
  /** Columns that are read as words, by index, with the cell that is no number. */
  readonly words: ReadonlyMap<number, { readonly why: NumberBreak; readonly cell: CellExample }>;
}

/** What came out of one reading. */
export interface CsvPass {
  /** Names of the columns; none if there is no header. */
  readonly header: ColumnNames;
  /** Cells of the columns, in the order of the names. */
  readonly cells: readonly Cells[];
  /** Rows. */
  readonly nRows: number;
  /** Whether each row had one more, empty cell at its end. */
  readonly hasTrailingCells: boolean;
  /** What is wrong with the records. */
  readonly faults: FaultList;
}

/** What a pass needs besides its plan. */
export interface CsvPassOptions {
  /** Name of the file. */
  readonly file: string;
  /** Whether the pieces go to the file's end, so that an unfinished record is a record. */
  readonly isToEnd: boolean;
  /** Makes the empty cells of a column; `null` for one that need not be read, with what it has. */
  readonly make: (index: number, names: readonly string[]) => Cells | { readonly done: Cells };
  /** Told after each piece how many of its bytes were read. */
  readonly onPiece?: (sizeBytes: number) => void;
}

/**
 * Reads a CSV once, from its first byte on.
 *
 * @param pieces The file's bytes, unpacked.
 * @param plan How it is read.
 * @param options See {@linkcode CsvPassOptions}.
 * @returns Its cells, and what is wrong with them.
 * @throws {NotUtf8Error} If the plan says UTF-8 and it is none.
 * @throws {TableError} At a cell of more than 1 MiB.
 */
export async function readCsvPass(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  plan: CsvPlan,
  options: CsvPassOptions,
): Promise<CsvPass> {
  const reader = new PassReader(options);
  const transcoder = new Utf8Transcoder(plan.encoding);
  const scanner = new CsvScanner({
    file: options.file,
    delimiter: plan.dialect.delimiter,
    line: plan.dialect.line,
    faults: reader.faults,
    onRecord: (record) => reader.take(record),
  });
  let skip = plan.dialect.skipBytes;
  const push = (utf8: Uint8Array) => {
    scanner.push(utf8.subarray(skip));
    skip = Math.max(0, skip - utf8.length);
  };
  for await (const piece of pieces) {
    push(transcoder.push(piece));
    options.onPiece?.(piece.length);
  }
  if (options.isToEnd) {
    push(transcoder.finish());
    scanner.finish();
  }
  return reader.result();
}

const encoder = new TextEncoder();

/** Puts the cells of records into their columns. */
class PassReader {
  readonly faults: FaultList;
  readonly #options: CsvPassOptions;
  #header: ColumnNames | null = null;
  #cells: Cells[] = [];
  #toRead: (Cells | null)[] = [];
  #nRows = 0;
  #nWide = 0;
  readonly #wide: FaultList;

  constructor(options: CsvPassOptions) {
    this.#options = options;
    this.faults = new FaultList(options.file);
    this.#wide = new FaultList(options.file);
  }

  result(): CsvPass {
    const hasTrailingCells = this.#nWide > 0 && this.#nWide === this.#nRows;
    if (!hasTrailingCells) this.faults.addAll(this.#wide);
    return {
      header: this.#header ?? { names: [], isUnnamed: [], hasTwins: false },
      cells: this.#cells,
      nRows: this.#nRows,
      hasTrailingCells,
      faults: this.faults,
    };
  }

  take(record: CsvScanner): void {
    if (this.#header === null) return this.#takeHeader(record);
    this.#nRows++;
    const width = this.#toRead.length;
    const { nCells, starts, ends, forms } = record;
    if (nCells !== width) {
      const isWide = nCells === width + 1 && starts[width] === ends[width];
      if (isWide) this.#nWide++;
      const reason = `a row must have ${cells(width)} as the header: has ${nCells}`;
      const place = { line: record.line, column: 1, name: null };
      (isWide ? this.#wide : this.faults).add({ code: "row-width", ...place, reason });
      if (!isWide) return;
    }
    const { bytes } = record;
    for (let index = 0; index < width; index++) {
      const column = this.#toRead[index]!;
      if (column === null) continue;
      let start = starts[index]!;
      let end = ends[index]!;
      if (forms[index]! >= CellForm.escaped) {
        this.#takeEscaped(record, index, column);
        continue;
      }
      while (end > start && bytes[end - 1]! <= 32) end--;
      while (start < end && bytes[start]! <= 32) start++;
      column.add(bytes, start, end, record, starts[index]!);
    }
  }

  #takeEscaped(record: CsvScanner, index: number, column: Cells): void {
    const start = record.starts[index]!;
    if (record.forms[index] === CellForm.broken) {
      const { names } = this.#header!;
      const reason = "a cell in quotes must end with its quote: text follows it";
      const place = { ...record.place(start - 1), name: names[index]! };
      this.faults.add({ code: "text-after-quote", ...place, reason });
      return;
    }
    const text = encoder.encode(record.text(index));
    column.add(text, 0, text.length, record, start);
  }

  #takeHeader(record: CsvScanner): void {
    const texts = Array.from({ length: record.nCells }, (_, index) => record.text(index));
    this.#header = nameColumns(texts);
    for (let index = 0; index < record.nCells; index++) {
      if (record.forms[index] === CellForm.broken) {
        const reason = "a name in quotes must end with its quote: text follows it";
        const place = { ...record.place(record.starts[index]! - 1), name: texts[index]! };
        this.faults.add({ code: "text-after-quote", ...place, reason });
      }
      const made = this.#options.make(index, this.#header.names);
      this.#cells.push("done" in made ? made.done : made);
      this.#toRead.push("done" in made ? null : made);
    }
  }
}

function cells(count: number): string {
  return count === 1 ? "1 cell" : `${count} cells`;
}
