/** A cell of a table and where it stands. */
export interface Cell {
  /** Content, without quotes and without blanks around it. */
  readonly text: string;
  /** Position of the cell's first character in the whole text, from 0. */
  readonly offset: number;
  /** Position after the cell's last character. */
  readonly end: number;
  /** What is wrong with the cell's quotes, or `null`. */
  readonly quoteFault: string | null;
}

/**
 * Splits CSV into records of cells (RFC 4180; line ends LF, CRLF or CR, the last one optional).
 * Blank lines are passed over, as pandas does. A quoted cell may hold commas and line ends.
 *
 * Cells carry their position instead of line and column, which {@linkcode locate} works out for the
 * few cells that are at fault.
 *
 * @param text The table, without a byte-order mark.
 * @returns The records in order, each as its cells; at least one cell each.
 */
export function* splitRecords(text: string): Generator<Cell[]> {
  let record: Cell[] = [];
  let offset = 0;
  // A text that ends with a line end or a comma has one more, empty cell at its very end.
  while (offset <= text.length) {
    const cell = readCell(text, offset);
    record.push(cell);
    offset = cell.end + 1;
    if (text[cell.end] === ",") continue;
    if (text[cell.end] === "\r" && text[offset] === "\n") offset++;
    const isBlank = record.length === 1 && cell.text === "" && cell.quoteFault === null;
    if (!isBlank) yield record;
    record = [];
  }
}

/**
 * Finds the line and column of a position.
 *
 * @param text The text that was split.
 * @param offset Position in it, from 0.
 * @returns Line and column, both from 1.
 */
export function locate(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

function readCell(text: string, offset: number): Cell {
  const start = endOf(/[^ \t]/g, text, offset);
  if (text[start] !== '"') {
    const end = endOf(/[,\r\n]/g, text, offset);
    return { text: text.slice(offset, end).trim(), offset, end, quoteFault: null };
  }
  let close = text.indexOf('"', start + 1);
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close === -1) {
    return { text: "", offset, end: text.length, quoteFault: "its quote is never closed" };
  }
  const end = endOf(/[,\r\n]/g, text, close + 1);
  const isClean = text.slice(close + 1, end).trim() === "";
  return {
    text: text.slice(start + 1, close).replaceAll('""', '"').trim(),
    offset,
    end,
    quoteFault: isClean ? null : "text follows its closing quote",
  };
}

function endOf(stop: RegExp, text: string, from: number): number {
  stop.lastIndex = from;
  return stop.exec(text)?.index ?? text.length;
}
