import type { CellExample } from "./cell.ts";
import { byCodePoint, type Column } from "./column.ts";
import type { Cells } from "./csv_pass.ts";
import { isoDays } from "./iso_date.ts";
import { type NumberBreak, NumberCells } from "./number_cells.ts";
import type { ColumnSchema } from "./schema.ts";
import { quoted } from "./quoted.ts";
import type { FaultList } from "./table_error.ts";
import type { ColumnDescription, TableNote, WordsHint } from "./table.ts";
import type { TextCells } from "./text_cells.ts";

/** A column with what it was decided by, before it is known whether it stays. */
export interface SettledColumn {
  /** The column; `null` if it has more words than were kept. */
  readonly column: Column | null;
  /** What people call it. */
  readonly type: ColumnDescription["type"];
  /** What the type was decided by. */
  readonly decidedBy: string;
  /** Number of different words; `null` where they were not counted or are none. */
  readonly nValues: number | null;
  /** Missing values. */
  readonly nMissing: number;
  /** Why they are words and how they would be numbers or dates, if that is what somebody meant; or `null`. */
  readonly hint: WordsHint | null;
  /** What somebody may want to know. */
  readonly notes: readonly TableNote[];
}

/** What is known of a column besides its cells. */
export interface SettleOptions {
  /** Its name. */
  readonly name: string;
  /** What the schema says of it. */
  readonly said: ColumnSchema;
  /** The cell that is no number, if it was read as words. */
  readonly noNumber: { readonly why: NumberBreak; readonly cell: CellExample } | null;
  /** Receives cells that do not fit what the schema says, and numbers that are not finite. */
  readonly faults: FaultList;
}

/**
 * Decides what a column is, and brings its cells into their final form.
 *
 * @param cells Its cells, which are used up.
 * @param options See {@linkcode SettleOptions}.
 * @returns The column.
 */
export function settleColumn(cells: Cells, options: SettleOptions): SettledColumn {
  return cells instanceof NumberCells ? settleNumbers(cells, options) : settleWords(cells, options);
}

function settleNumbers(cells: NumberCells, { name, said, faults }: SettleOptions): SettledColumn {
  const { nMissing, isWhole, isInteger, infinite, wrong, nSoftMissing } = cells;
  if (infinite !== null) {
    const reason = `"${name}" must be finite and within float32: is ${quoted(infinite.text)}`;
    faults.add({ code: "not-finite", ...infinite.place, name, reason });
  }
  for (const { text, place } of wrong) {
    const reason = `"${name}" must be a number: is ${quoted(text)}`;
    faults.add({ code: "wrong-kind", ...place, name, reason });
  }
  const values = cells.values.take();
  const isEmpty = nMissing === values.length;
  const what = isWhole ? "whole numbers" : "numbers";
  return {
    column: { kind: "number", name, values, isWhole, isInteger, nMissing },
    type: isEmpty ? "empty" : isWhole ? "integer" : "number",
    decidedBy: said.kind !== undefined
      ? "the schema says so"
      : isEmpty
      ? "all values are missing"
      : values.length - nMissing === 1
      ? `its one value is a ${what.slice(0, -1)}`
      : `all ${values.length - nMissing} values are ${what}`,
    nValues: null,
    nMissing,
    hint: null,
    notes: nSoftMissing === 0 ? [] : [softNote(name, nSoftMissing)],
  };
}

function settleWords(cells: TextCells, options: SettleOptions): SettledColumn {
  const { name, said } = options;
  const hasHardWords = cells.words.length > cells.soft.size;
  const { boolean, date, commaNumber } = cells.kinds;
  const kind = said.kind ??
    (hasHardWords && boolean ? "boolean" : date && hasHardWords ? "date" : "category");
  // Codes such as 01234 are written as numbers, so that a "?" among them is a missing one.
  const isSoftMissing = hasHardWords &&
    (kind !== "category" || (commaNumber && said.kind === undefined));
  const nSoft = isSoftMissing ? [...cells.soft.values()].reduce((sum, count) => sum + count, 0) : 0;
  const nMissing = cells.nMissing + nSoft;
  const notes = nSoft === 0 ? [] : [softNote(name, nSoft)];
  const hint = said.kind === undefined ? hintOf(cells, options.noNumber) : null;
  if (cells.isOverfull) {
    const isDigits = commaNumber && options.noNumber !== null;
    return {
      column: kind === "date" ? { kind, name, days: new Float64Array(0), nMissing } : null,
      type: kind === "date" ? "date" : isDigits ? "id" : "text",
      decidedBy: kind === "date"
        ? "all values are ISO dates"
        : "there are more than 300 different words",
      nValues: null,
      nMissing,
      hint,
      notes,
    };
  }
  const { column, nValues } = makeColumn(cells, { ...options, kind, isSoftMissing, nMissing });
  const digits = kind === "category" && said.kind === undefined && hasHardWords && commaNumber
    ? options.noNumber
    : null;
  return {
    column,
    type: column.kind,
    decidedBy: describeWords(kind, nValues, options),
    nValues,
    nMissing,
    hint,
    notes: digits === null || digits.why === "word" ? notes : [...notes, digitsNote(name, digits)],
  };
}

/** Share of the cells that must be numbers for the others to have strayed among them. */
const MOST = 0.9;

/** Tells whether words were meant for numbers or dates. */
function hintOf(cells: TextCells, noNumber: SettleOptions["noNumber"]): WordsHint | null {
  if (noNumber?.why !== "word") return null;
  const { text, place } = noNumber.cell;
  const cell = `${quoted(text)} on line ${place.line}`;
  const { unit, otherDate, date } = cells.kinds;
  if (typeof unit === "string") {
    return { why: `${cell} is a number with ${quoted(unit)}`, way: "write the numbers without it" };
  }
  if (otherDate && !date) {
    return { why: `${cell} is no ISO date`, way: "write dates as 2024-12-31" };
  }
  const nSoft = [...cells.soft.values()].reduce((sum, count) => sum + count, 0);
  if (cells.nNumbers < MOST * (cells.nRows - cells.nMissing - nSoft)) return null;
  if (cells.soft.size > 0 && cells.words.length === cells.soft.size) return null;
  const way = `{"kind": "number", "missing": [${quoted(text)}]} in a schema reads numbers`;
  return { why: `${cell} is no number`, way };
}

/** Numbers the words anew, in their order, and gives the cells the new numbers. */
function makeColumn(
  cells: TextCells,
  { name, kind, said, isSoftMissing, nMissing, faults }: SettleOptions & {
    kind: NonNullable<ColumnSchema["kind"]>;
    isSoftMissing: boolean;
    nMissing: number;
  },
): { column: Column; nValues: number | null } {
  const isWord = cells.words.map((_, word) => !(isSoftMissing && cells.soft.has(word)));
  const expect = (code: "wrong-kind", word: CellExample, rule: string) => {
    const reason = `"${name}" must be ${rule}: is ${quoted(word.text)}`;
    faults.add({ code, ...word.place, name, reason });
  };
  const numbers = cells.numbers.take();
  if (kind === "date") {
    const daysOf = cells.words.map((word, index) => {
      const days = isWord[index] ? isoDays(word.text) : NaN;
      if (isWord[index] && Number.isNaN(days)) expect("wrong-kind", word, "an ISO date");
      return days;
    });
    const days = Float64Array.from(numbers, (word) => word === -1 ? NaN : daysOf[word]!);
    return { column: { kind, name, days, nMissing }, nValues: null };
  }
  if (kind === "boolean") {
    const codeOf = cells.words.map((word, index) => {
      const truth = /^(?:true|1)$/i.test(word.text) ? 1 : /^(?:false|0)$/i.test(word.text) ? 0 : -1;
      if (isWord[index] && truth === -1) expect("wrong-kind", word, "true or false");
      return isWord[index] ? truth : -1;
    });
    const codes = numbers.map((word) => word === -1 ? -1 : codeOf[word]!);
    return {
      column: { kind, name, codes, nMissing },
      nValues: new Set(codeOf.filter((code) => code !== -1)).size,
    };
  }
  const known = said.categories === undefined ? null : new Set(said.categories);
  const categories = known === null
    ? cells.words.filter((_, word) => isWord[word]).map(({ text }) => text)
    : [...known];
  categories.sort(byCodePoint);
  const order = new Map(categories.map((text, code) => [text, code]));
  const codeOf = cells.words.map((word, index) => {
    if (!isWord[index]) return -1;
    if (known !== null && !known.has(word.text)) {
      expect("wrong-kind", word, "one of the schema's categories");
    }
    return order.get(word.text) ?? -1;
  });
  const codes = numbers.map((word) => word === -1 ? -1 : codeOf[word]!);
  return {
    column: { kind: "category", name, codes, categories, nMissing },
    nValues: categories.length,
  };
}

function describeWords(
  kind: string,
  nValues: number | null,
  { said, noNumber }: SettleOptions,
): string {
  if (said.kind !== undefined) return "the schema says so";
  if (kind === "boolean") return "all values are true or false";
  if (kind === "date") return "all values are ISO dates";
  if (noNumber === null) {
    return nValues === 1 ? "there is one word" : `there are ${nValues} different words`;
  }
  const { text, place } = noNumber.cell;
  const why = noNumber.why === "word" ? "is no number" : "is rather a name than a number";
  return `${quoted(text)} on line ${place.line} ${why}`;
}

function softNote(name: string, count: number): TableNote {
  const sentence = `${count} cells of "${name}" such as "?" or "-" are read as missing values`;
  return { code: "soft-missing", name, sentence };
}

function digitsNote(
  name: string,
  { why, cell }: { why: NumberBreak; cell: CellExample },
): TableNote {
  const code = why === "large-integer" ? "large-integer" : "leading-zeros";
  const fault = why === "large-integer" ? "is beyond 2^53" : "begins with a zero";
  const sentence = `"${name}" is read as a category, as ${quoted(cell.text)} ${fault}`;
  return { code, name, sentence };
}
