import { Problem } from "../http/problem.ts";

/** One record of a CSV. */
export interface CsvRecord {
  /** Line on which it begins, from 1. */
  readonly line: number;
  /** Its text as it stands in the file, without the line break at its end. */
  readonly text: string;
  /** Its cells, without their quotes. */
  readonly cells: readonly string[];
}

/** A longer record is no row of a table; without a limit, one quote would take all memory. */
const MAX_RECORD_LENGTH = 64 * 1024;

/**
 * Splits a CSV into records as its text arrives (RFC 4180; line breaks may be LF, CRLF or CR before the
 * LF; empty lines are skipped; a byte-order mark is left out).
 */
export class CsvSplitter {
  #rest = "";
  #line = 1;
  #isAtStart = true;

  /**
   * Takes the next piece of text.
   *
   * @param piece The piece, cut anywhere.
   * @returns The records that it completes.
   * @throws {Problem} 400 at a record that is too long or has text around its quotes.
   */
  push(piece: string): CsvRecord[] {
    const text = this.#rest + (this.#isAtStart ? piece.replace(/^\ufeff/, "") : piece);
    if (piece !== "") this.#isAtStart = false;
    const records: CsvRecord[] = [];
    let start = 0;
    // Looked for once, not from each record on to the text's end: most tables have no quote at all.
    let quote = text.indexOf('"');
    for (;;) {
      if (quote !== -1 && quote < start) quote = text.indexOf('"', start);
      const end = endOfRecord(text, start, quote);
      if (end === -1) break;
      this.#add(records, text.slice(start, end));
      start = end + 1;
    }
    this.#rest = text.slice(start);
    if (this.#rest.length > MAX_RECORD_LENGTH) {
      throw refusal(this.#line, `a record may have at most ${MAX_RECORD_LENGTH} characters`);
    }
    return records;
  }

  /**
   * Ends the text.
   *
   * @returns The last record, if no line break ended it.
   * @throws {Problem} 400 if a quote is left open.
   */
  end(): CsvRecord[] {
    const records: CsvRecord[] = [];
    const rest = this.#rest;
    this.#rest = "";
    if (rest.split('"').length % 2 === 0) throw refusal(this.#line, "a quote is left open");
    if (rest !== "") this.#add(records, rest);
    return records;
  }

  #add(records: CsvRecord[], raw: string): void {
    const line = this.#line;
    const text = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    const hasQuotes = text.includes('"');
    this.#line += hasQuotes ? text.split("\n").length : 1;
    if (text === "") return;
    const cells = hasQuotes ? splitQuoted(text, line) : text.split(",");
    records.push({ line, text, cells });
  }
}

/** Finds the line break that ends a record: the first one outside of quotes, or -1. */
function endOfRecord(text: string, start: number, firstQuote: number): number {
  let end = text.indexOf("\n", start);
  let quote = firstQuote;
  while (quote !== -1 && end !== -1 && quote < end) {
    const closing = text.indexOf('"', quote + 1);
    if (closing === -1) return -1;
    if (closing > end) end = text.indexOf("\n", closing);
    quote = text.indexOf('"', closing + 1);
  }
  return end;
}

function splitQuoted(text: string, line: number): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell = "";
    if (text[at] === '"') {
      for (;;) {
        const closing = text.indexOf('"', at + 1);
        if (closing === -1) throw refusal(line, "a cell has quotes in its middle");
        cell += text.slice(at + 1, closing);
        at = closing + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
    } else {
      const comma = text.indexOf(",", at);
      const end = comma === -1 ? text.length : comma;
      cell = text.slice(at, end);
      at = end;
    }
    cells.push(cell);
    if (at === text.length) return cells;
    if (text[at] !== ",") throw refusal(line, "a cell has text after its closing quote");
    at++;
  }
}

function refusal(line: number, reason: string): Problem {
  return new Problem(400, `The CSV cannot be read: line ${line}: ${reason}`);
}
