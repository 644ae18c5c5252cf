import type { CellReader, RowBuffer } from "./cell_reader.ts";
import { CellForm, CsvScanner } from "./csv_scanner.ts";
import { commaEvidence, type DecimalMark, readNumberText } from "./number_text.ts";
import { readPlainNumber } from "./plain_number.ts";
import { quoted } from "./quoted.ts";
import { FaultList, TableError } from "./table_error.ts";

const FIRST_ROWS = 256;

/** Reads the cells of rows whose columns are known, and collects those that do not fit. */
export class RowCells {
  readonly #readers: readonly CellReader[];
  readonly #hasTexts: boolean;
  readonly #faults: FaultList;
  readonly #delimiter: string;
  #mark: DecimalMark = ".";
  #nRows = 0;
  #buffer: RowBuffer;

  /**
   * Makes a reader of rows.
   *
   * @param readers The columns in the order in which rows shall have them.
   * @param options `faults` receives cells that do not fit; `delimiter` is that of the file.
   */
  constructor(
    readers: readonly CellReader[],
    { faults, delimiter }: { faults: FaultList; delimiter: string },
  ) {
    this.#readers = readers;
    this.#hasTexts = readers.some(({ isText }) => isText);
    this.#faults = faults;
    this.#delimiter = delimiter;
    this.#buffer = this.#emptyBuffer(FIRST_ROWS);
  }

  /** The decimal mark, as far as it is known. */
  get mark(): DecimalMark {
    return this.#mark;
  }

  /**
   * Looks for a decimal comma in the first rows, before any of them is read.
   *
   * @param head The file's first bytes in UTF-8.
   */
  lookAhead(head: Uint8Array): void {
    if (this.#delimiter === ",") return;
    let columns: number[] | null = null;
    const scanner = new CsvScanner({
      file: "",
      delimiter: this.#delimiter,
      faults: new FaultList(""),
      onRecord: (record) => {
        if (columns === null) {
          const names = Array.from({ length: record.nCells }, (_, index) => record.text(index));
          columns = this.#readers.filter(({ isNumber }) => isNumber)
            .map(({ name }) => names.indexOf(name)).filter((column) => column !== -1);
          return columns.length > 0;
        }
        const isComma = columns.some((column) =>
          column < record.nCells && isDecimalComma(record.text(column))
        );
        if (isComma) this.#mark = ",";
        return !isComma;
      },
    });
    try {
      scanner.push(head);
      scanner.finish();
    } catch (error) {
      // It is found again, and told, when the rows are read.
      if (!(error instanceof TableError)) throw error;
    }
  }

  /**
   * Reads a row.
   *
   * @param record Its record.
   * @param columns Column of each reader.
   */
  add(record: CsvScanner, columns: readonly number[]): void {
    const readers = this.#readers;
    if ((this.#nRows + 1) * readers.length > this.#buffer.numbers.length) this.#grow();
    const offset = this.#nRows++ * readers.length;
    const { bytes, starts, ends, forms } = record;
    for (let index = 0; index < readers.length; index++) {
      const reader = readers[index]!;
      const column = columns[index]!;
      if (reader.isNumber && forms[column]! < CellForm.escaped) {
        let start = starts[column]!;
        let end = ends[column]!;
        while (end > start && bytes[end - 1]! <= 32) end--;
        while (start < end && bytes[start]! <= 32) start++;
        const value = readPlainNumber(bytes, start, end, this.#mark.charCodeAt(0));
        if (!Number.isNaN(value) && reader.readNumber(value, this.#buffer, offset + index)) {
          continue;
        }
      }
      const text = textOf(record, column, reader.padded);
      if (!this.#readText(text, reader, offset + index)) this.#refuse(text, record, column, reader);
    }
  }

  /**
   * Hands out what was read since the last call.
   *
   * @returns The rows, and how many there are.
   */
  take(): RowBuffer {
    const length = this.#nRows * this.#readers.length;
    const { numbers, texts } = this.#buffer;
    this.#nRows = 0;
    this.#buffer = this.#emptyBuffer(FIRST_ROWS);
    if (texts !== null) texts.length = length;
    return { numbers: numbers.subarray(0, length), texts };
  }

  #readText(text: string, reader: CellReader, at: number): boolean {
    if (!reader.isNumber) return reader.readCell(text, this.#buffer, at);
    // A decimal comma that comes late is one nevertheless, as long as a point would make no sense.
    if (this.#mark === "." && isDecimalComma(text)) this.#mark = ",";
    const isEither = this.#isEither(text);
    const value = isEither ? NaN : readNumberText(text, this.#mark);
    return Number.isFinite(value)
      ? reader.readNumber(value, this.#buffer, at)
      : !isEither && reader.readCell(text, this.#buffer, at);
  }

  /** A file that separates by a comma cannot have one as its decimal mark without showing it. */
  #isEither(text: string): boolean {
    return this.#mark === "." && this.#delimiter !== "," && commaEvidence(text) === "either";
  }

  #refuse(text: string, record: CsvScanner, column: number, reader: CellReader): void {
    const { name, demand, isNumber } = reader;
    const isEither = isNumber && this.#isEither(text);
    const hint = isEither ? " (is its comma a decimal mark? write it as a point)" : "";
    const place = { ...record.place(record.starts[column]!), name };
    if (text === "") {
      this.#faults.add({ code: "missing-value", ...place, reason: `${name} is missing` });
    } else {
      const reason = `${name} ${demand}: is ${quoted(text)}${hint}`;
      this.#faults.add({ code: "wrong-kind", ...place, reason });
    }
  }

  #emptyBuffer(nRows: number): RowBuffer {
    const length = nRows * this.#readers.length;
    return {
      numbers: new Float64Array(length).fill(NaN),
      texts: this.#hasTexts ? Array.from<string | null>({ length }).fill(null) : null,
    };
  }

  #grow(): void {
    const old = this.#buffer;
    this.#buffer = this.#emptyBuffer(Math.max(FIRST_ROWS, 2 * this.#nRows));
    this.#buffer.numbers.set(old.numbers);
    old.texts?.forEach((text, at) => this.#buffer.texts![at] = text);
  }
}

function textOf(record: CsvScanner, column: number, padded?: ReadonlySet<string>): string {
  if (padded !== undefined) {
    const whole = record.wholeText(column);
    if (padded.has(whole)) return whole;
  }
  return record.text(column);
}

function isDecimalComma(text: string): boolean {
  return text.includes(",") && commaEvidence(text) === "decimal" &&
    !Number.isNaN(readNumberText(text, ","));
}
