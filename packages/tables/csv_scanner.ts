import { quoted } from "./quoted.ts";
import { type FaultList, TableError } from "./table_error.ts";

/** How a cell is written. */
export const CellForm = {
  /** As it stands. */
  plain: 0,
  /** In quotes. */
  quoted: 1,
  /** In quotes, with doubled quotes inside that stand for one. */
  escaped: 2,
  /** In quotes, with text behind them: a fault. */
  broken: 3,
} as const;

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const TAB = 9;

/** A longer cell is no value of a table; most often a quote before it was never closed. */
const MAX_CELL_BYTES = 1024 * 1024;

/** A longer record is no row of a table; most often its lines do not end. */
const MAX_RECORD_BYTES = 16 * 1024 * 1024;

const decoder = new TextDecoder();

/**
 * Finds the cells of a CSV in pieces of UTF-8 (RFC 4180; line ends LF, CRLF or CR, the last one optional;
 * blank lines are passed over; spaces may stand around quotes). The cells of a record lie in `bytes`,
 * from `starts[i]` to `ends[i]`, until the next one is found: nothing is allocated for a cell.
 *
 * In the place of @std/csv (deno-std 1.4.0), which makes a string of each cell: on 20 000 rows of 20
 * columns its `parse()` alone takes 480 ms where everything that `readTable()` does, typing included,
 * takes 130 ms (`deno bench packages/tables`, the fastest of three runs); and it reads no CR alone and
 * ends at the first fault.
 */
export class CsvScanner {
  /** The bytes that the record lies in. */
  bytes: Uint8Array = new Uint8Array(1);
  /** First byte of each cell, without its quote. */
  starts: Int32Array = new Int32Array(64);
  /** Byte after the last one of each cell. */
  ends: Int32Array = new Int32Array(64);
  /** How each cell is written, see {@linkcode CellForm}. */
  forms: Uint8Array = new Uint8Array(64);
  /** Number of cells of the record. */
  nCells = 0;
  /** Line on which the record begins, from 1. */
  line: number;
  /** First byte of the record. */
  start = 0;
  /** Byte after the record's last one, without its line end. */
  end = 0;

  readonly #file: string;
  readonly #delimiter: number;
  readonly #faults: FaultList;
  readonly #onRecord: (record: CsvScanner) => boolean | void;
  readonly #maxRecordBytes: number;
  #length = 0;
  #isStopped = false;

  /**
   * Makes a scanner.
   *
   * @param options `delimiter` is an ASCII character; `faults` receives what is wrong with quotes; `line`
   * is the number of the first line; a record has at most `maxRecordBytes` (default 16 MiB); `onRecord` is
   * told each record and may answer `false` to stop.
   */
  constructor(
    { file, delimiter, faults, line = 1, maxRecordBytes = MAX_RECORD_BYTES, onRecord }: {
      file: string;
      delimiter: string;
      faults: FaultList;
      line?: number;
      maxRecordBytes?: number;
      onRecord: (record: CsvScanner) => boolean | void;
    },
  ) {
    this.#file = file;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#faults = faults;
    this.line = line;
    this.#maxRecordBytes = maxRecordBytes;
    this.#onRecord = onRecord;
  }

  /** What stands between the cells. */
  get delimiter(): string {
    return String.fromCharCode(this.#delimiter);
  }

  /**
   * Takes the next piece.
   *
   * @param piece UTF-8, cut anywhere.
   * @throws {TableError} At a cell of more than 1 MiB, or a record that is too long.
   */
  push(piece: Uint8Array): void {
    if (this.#isStopped) return;
    const rest = this.bytes.subarray(this.start, this.#length);
    const length = rest.length + piece.length;
    // One byte more, for a line feed on which every search ends.
    const bytes = new Uint8Array(length + 1);
    bytes.set(rest);
    bytes.set(piece, rest.length);
    bytes[length] = LF;
    this.bytes = bytes;
    this.#length = length;
    this.start = 0;
    // Without a line end nothing more is whole: a record in many small pieces is not looked at for each.
    const isPart = rest.length > 0 && piece.indexOf(LF) === -1 && piece.indexOf(CR) === -1;
    if (!isPart) this.#scan(false);
    if (!this.#isStopped && length - this.start > this.#maxRecordBytes) {
      const reason = `a record may have at most ${this.#maxRecordBytes} bytes: is longer`;
      this.#refuse(reason, this.start);
    }
  }

  /** Ends the text, and with it the last record. */
  finish(): void {
    if (!this.#isStopped) this.#scan(true);
  }

  /**
   * Reads a cell.
   *
   * @param cell Its index.
   * @returns Its text, without quotes and without blanks around it.
   */
  text(cell: number): string {
    const text = decoder.decode(this.bytes.subarray(this.starts[cell]!, this.ends[cell]!)).trim();
    return this.forms[cell] === CellForm.escaped ? text.replaceAll('""', '"').trim() : text;
  }

  /**
   * Reads a cell with the blanks around it, which pandas keeps.
   *
   * @param cell Its index.
   * @returns Its text, without quotes.
   */
  wholeText(cell: number): string {
    const text = decoder.decode(this.bytes.subarray(this.starts[cell]!, this.ends[cell]!));
    return this.forms[cell] === CellForm.escaped ? text.replaceAll('""', '"') : text;
  }

  /**
   * Finds where a byte of the record stands in the file.
   *
   * @param offset Position in `bytes`.
   * @returns Line and character of the line, both from 1.
   */
  place(offset: number): { line: number; column: number } {
    const before = decoder.decode(this.bytes.subarray(this.start, offset)).split(/\r\n|\r|\n/);
    return { line: this.line + before.length - 1, column: before.at(-1)!.length + 1 };
  }

  #scan(isEnd: boolean): void {
    const { bytes } = this;
    const delimiter = this.#delimiter;
    const length = this.#length;
    let at = this.start;
    for (;;) {
      this.start = at;
      if (at >= length) return;
      let nCells = 0;
      let nLineEnds = 0;
      let byte = 0;
      for (;;) {
        let start = at;
        byte = bytes[at]!;
        while (byte === SPACE) byte = bytes[++at]!;
        let form: number = CellForm.plain;
        let end = 0;
        if (byte === QUOTE) {
          form = CellForm.quoted;
          start = ++at;
          for (;;) {
            while ((byte = bytes[at]!) !== QUOTE) {
              if (byte === LF || byte === CR) {
                if (at >= length) break;
                if (byte === LF || bytes[at + 1] !== LF || at + 1 >= length) nLineEnds++;
              }
              at++;
            }
            if (at >= length || (at + 1 === length && !isEnd)) break;
            if (bytes[at + 1] !== QUOTE) break;
            form = CellForm.escaped;
            at += 2;
          }
          if (at - start > MAX_CELL_BYTES) this.#refuseHugeCell(start);
          if (at >= length && isEnd) return this.#refuseOpenQuote(start - 1);
          end = at;
          if (at < length) byte = bytes[++at]!;
          while (byte === SPACE || (byte === TAB && delimiter !== TAB)) byte = bytes[++at]!;
          if (at < length && byte !== delimiter && byte !== LF && byte !== CR) {
            form = CellForm.broken;
            while (byte !== delimiter && byte !== LF && byte !== CR) byte = bytes[++at]!;
          }
        } else {
          while (byte !== delimiter && byte !== LF && byte !== CR) byte = bytes[++at]!;
          end = at;
        }
        if (at - start > MAX_CELL_BYTES) this.#refuseHugeCell(start);
        // A CR at the very end may be half a line end.
        if (!isEnd && (at >= length || (byte === CR && at + 1 >= length))) return;
        if (nCells === this.starts.length) this.#grow();
        this.starts[nCells] = start;
        this.ends[nCells] = end;
        this.forms[nCells++] = form;
        if (at >= length || byte !== delimiter) break;
        at++;
      }
      this.end = Math.min(at, length);
      at += byte === CR && bytes[at + 1] === LF && at + 1 < length ? 2 : 1;
      this.nCells = nCells;
      if (!this.#isBlank() && this.#onRecord(this) === false) {
        this.#isStopped = true;
        return;
      }
      this.line += nLineEnds + 1;
    }
  }

  #isBlank(): boolean {
    if (this.nCells > 1 || this.forms[0] !== CellForm.plain) return false;
    for (let at = this.start; at < this.end; at++) {
      if (this.bytes[at] !== SPACE && this.bytes[at] !== TAB) return false;
    }
    return true;
  }

  #grow(): void {
    const twice = <A extends Int32Array | Uint8Array>(from: A, to: A): A => {
      to.set(from);
      return to;
    };
    const length = 2 * this.starts.length;
    this.starts = twice(this.starts, new Int32Array(length));
    this.ends = twice(this.ends, new Int32Array(length));
    this.forms = twice(this.forms, new Uint8Array(length));
  }

  #refuseOpenQuote(quote: number): void {
    this.#isStopped = true;
    const begin = decoder.decode(this.bytes.subarray(quote, Math.min(quote + 60, this.#length)));
    this.#faults.add({
      code: "unclosed-quote",
      ...this.place(quote),
      name: null,
      reason: `the quote before ${quoted(begin.slice(1))} must be closed: is open at the end`,
    });
  }

  #refuseHugeCell(start: number): never {
    const hint = "is the quote before it never closed?";
    this.#refuse(`a cell may have at most 1 MiB: is longer (${hint})`, start);
  }

  #refuse(reason: string, start: number): never {
    const fault = { code: "huge-cell", ...this.place(start), name: null, reason } as const;
    throw new TableError(this.#file, [fault]);
  }
}
