import type { CellExample } from "./cell.ts";
import { GrowingArray } from "./growing_array.ts";
import { isoDays, isoText } from "./iso_date.ts";
import { defaultNumberRules, NumberCells } from "./number_cells.ts";
import type { ColumnSchema } from "./schema.ts";
import { settleColumn, type SettledColumn } from "./settle_column.ts";
import { quoted } from "./quoted.ts";
import type { FaultList } from "./table_error.ts";
import { TextCells } from "./text_cells.ts";

/** What a source says that a column holds; "nested" are lists, records, and whatever is no value. */
export type ValueKind = "number" | "boolean" | "category" | "date" | "nested";

const MS_PER_DAY = 86_400_000;
const NO_WORDS = new Set<string>();

/**
 * A column of a source that knows what its values are: Parquet, a database. A null is a missing value,
 * as are NaN and an empty text. Whole numbers beyond 2^53, which no double holds, make their column one
 * of words.
 */
export class ValueColumn {
  /** Its name. */
  readonly name: string;
  readonly #said: ColumnSchema;
  readonly #wanted: Exclude<ValueKind, "nested">;
  readonly #isWhole: boolean;
  readonly #isInteger: boolean;
  readonly #days = new GrowingArray<Float64Array>((length) => new Float64Array(length));
  #cells: NumberCells | TextCells | null;
  #nRows = 0;
  #nMissingDays = 0;
  readonly #wrong: CellExample[] = [];
  readonly #finder = { place: () => ({ line: this.#nRows, column: 1 }) };

  /**
   * Makes an empty column.
   *
   * @param name Its name.
   * @param kind What the source says.
   * @param options `said` is what a schema says, `isTarget` whether the column is predicted,
   * `isInteger` whether its numbers are of an integer's type.
   */
  constructor(
    name: string,
    kind: Exclude<ValueKind, "nested">,
    { said, isTarget, isInteger }: { said: ColumnSchema; isTarget: boolean; isInteger: boolean },
  ) {
    this.name = name;
    this.#said = said;
    this.#wanted = said.kind === undefined || said.kind === "ignore" ? kind : said.kind;
    this.#isWhole = isTarget || said.kind !== undefined;
    this.#isInteger = isInteger;
    this.#cells = this.#wanted === "date"
      ? null
      : this.#wanted === "number"
      ? new NumberCells({ ...defaultNumberRules("."), isForced: said.kind === "number" })
      : this.#words();
  }

  /**
   * Appends a value.
   *
   * @param value A number, a bigint, a boolean, a text (numbers and dates may come as text, too), a Date,
   * or nothing.
   */
  add(value: unknown): void {
    this.#nRows++;
    if (this.#cells === null) this.#addDay(value);
    else if (this.#cells instanceof NumberCells) this.#addNumber(value, this.#cells);
    else this.#addWord(value, this.#cells);
  }

  /**
   * Ends the column.
   *
   * @param faults Receives what does not fit.
   * @returns The column; "line" is the number of the row in it.
   */
  settle(faults: FaultList): SettledColumn {
    const rule = this.#cells === null ? "an ISO date" : "a number";
    for (const { text, place } of this.#wrong) {
      const reason = `"${this.name}" must be ${rule}: is ${quoted(text)}`;
      faults.add({ code: "wrong-kind", ...place, name: this.name, reason });
    }
    const decidedBy = this.#said.kind === undefined ? "its source says so" : "the schema says so";
    if (this.#cells === null) {
      const nMissing = this.#nMissingDays;
      const column = { kind: "date", name: this.name, days: this.#days.take(), nMissing } as const;
      return { column, type: "date", decidedBy, nValues: null, nMissing, hint: null, notes: [] };
    }
    const kind = this.#cells instanceof TextCells && this.#wanted === "number"
      ? "category"
      : this.#wanted;
    const options = { name: this.name, said: { ...this.#said, kind }, noNumber: null, faults };
    if (this.#cells instanceof NumberCells) this.#cells.isInteger = this.#isInteger;
    return { ...settleColumn(this.#cells, options), decidedBy };
  }

  #addDay(value: unknown): void {
    const days = value instanceof Date
      ? value.getTime() / MS_PER_DAY
      : typeof value === "string"
      ? isoDays(value)
      : NaN;
    if (Number.isNaN(days)) {
      this.#nMissingDays++;
      this.#noteIfWrong(value);
    }
    this.#days.push(days);
  }

  #addNumber(value: unknown, cells: NumberCells): void {
    const number = toNumber(value);
    if (number === null) {
      this.#cells = this.#asWords(cells);
      this.#addWord(value, this.#cells);
    } else if (Number.isNaN(number)) {
      cells.addMissing();
      this.#noteIfWrong(value);
    } else {
      cells.addNumber(number);
      if (Number.isFinite(Math.fround(number))) return;
      cells.infinite ??= { text: String(number), place: this.#finder.place() };
    }
  }

  #addWord(value: unknown, cells: TextCells): void {
    const text = value === null || value === undefined
      ? ""
      : value instanceof Date
      ? isoText(value.getTime() / MS_PER_DAY)
      : String(value).trim();
    if (text === "") cells.addMissing();
    else cells.addText(text, this.#finder, 0);
  }

  /** A text that is no number or date is a fault, and no missing value. */
  #noteIfWrong(value: unknown): void {
    if (typeof value !== "string" || value === "" || value === "NaN") return;
    if (this.#wrong.length < 100) this.#wrong.push({ text: value, place: this.#finder.place() });
  }

  #asWords(numbers: NumberCells): TextCells {
    const words = this.#words();
    for (const value of numbers.values.take()) {
      this.#addWord(Number.isNaN(value) ? null : value, words);
    }
    return words;
  }

  #words(): TextCells {
    return new TextCells({ isWhole: this.#isWhole, missing: NO_WORDS, softMissing: NO_WORDS });
  }
}

/** A number, NaN for a missing one, `null` for a whole number that no double holds. */
function toNumber(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Date) return value.getTime() / MS_PER_DAY;
  if (typeof value === "bigint" || (typeof value === "string" && /^-?\d{16,}$/.test(value))) {
    const number = Number(value);
    return Math.abs(number) >= 2 ** 53 ? null : number;
  }
  return typeof value === "string" && value !== "" ? Number(value) : NaN;
}
