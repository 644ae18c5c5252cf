import type { CellExample, CellFinder } from "./cell.ts";
import { GrowingArray } from "./growing_array.ts";
import { MISSING_WORDS, SOFT_MISSING_WORDS } from "./missing_values.ts";
import {
  commaEvidence,
  type DecimalMark,
  digitsAsName,
  isInfinityWord,
  readNumberText,
} from "./number_text.ts";
import { readPlainNumber } from "./plain_number.ts";

/** Why a column that began with numbers is none of numbers. */
export type NumberBreak = "word" | "leading-zeros" | "large-integer";

/** How the numbers of a column are read. */
export interface NumberRules {
  /** The decimal mark. */
  readonly mark: DecimalMark;
  /** Words that are missing values whatever else the column holds. */
  readonly missing: ReadonlySet<string>;
  /** Words that are missing values among numbers. */
  readonly softMissing: ReadonlySet<string>;
  /** Whether it is said to be of numbers: then `01234` is one, and a word is a fault. */
  readonly isForced: boolean;
}

/** The rules of a column that nobody described. */
export function defaultNumberRules(mark: DecimalMark): NumberRules {
  return { mark, missing: MISSING_WORDS, softMissing: SOFT_MISSING_WORDS, isForced: false };
}

const COMMA = 44;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const NO_MARK = -1;

const decoder = new TextDecoder();

/** The cells of a column that is read as numbers, for as long as they are numbers. */
export class NumberCells {
  /** The values, NaN where one is missing. */
  readonly values = new GrowingArray<Float64Array>((length) => new Float64Array(length));
  /** Missing values. */
  nMissing = 0;
  /** Those of them that are words such as `?`. */
  nSoftMissing = 0;
  /** Smallest value. */
  min = Infinity;
  /** Largest value. */
  max = -Infinity;
  /** Whether no value has a fraction. */
  isWhole = true;
  /** Whether none is written with a decimal mark or an exponent. */
  isInteger = true;
  /** Cells with a comma that tells the decimal mark, or might: see `CommaEvidence`. */
  readonly commas = { either: 0, decimal: 0, thousands: 0 };
  /** The first cell that is infinite or beyond float32. */
  infinite: CellExample | null = null;
  /** The first cell that is no number, after which the column is not read further. */
  breaking: { readonly why: NumberBreak; readonly cell: CellExample } | null = null;

  /** Cells of a column that must be of numbers and are none; the first 100. */
  readonly wrong: CellExample[] = [];

  readonly #rules: NumberRules;
  readonly #mark: number;

  /**
   * Makes an empty column.
   *
   * @param rules How it is read.
   */
  constructor(rules: NumberRules) {
    this.#rules = rules;
    this.#mark = rules.mark.charCodeAt(0);
  }

  /**
   * Appends a cell.
   *
   * @param bytes Where it stands.
   * @param start Its first byte; no quotes stand around it.
   * @param end Byte after its last one.
   * @param finder Tells its place.
   * @param offset Where the finder knows it to begin.
   */
  add(bytes: Uint8Array, start: number, end: number, finder: CellFinder, offset: number): void {
    if (this.breaking !== null) return;
    // The first decimal comma is looked at as text, as it tells of the file.
    const mark = this.#mark !== COMMA || this.commas.decimal > 0 ? this.#mark : NO_MARK;
    const value = readPlainNumber(bytes, start, end, mark);
    if (!Number.isNaN(value)) {
      this.addNumber(value);
      if (this.isInteger) this.isInteger = isDigits(bytes, start, end);
    } else if (start === end) this.addMissing();
    else this.#addText(decoder.decode(bytes.subarray(start, end)).trim(), finder, offset);
  }

  /**
   * Appends a finite number.
   *
   * @param value The number.
   */
  addNumber(value: number): void {
    this.values.push(value);
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.isWhole && !Number.isInteger(value)) this.isWhole = false;
  }

  /** Appends a missing value. */
  addMissing(): void {
    this.values.push(NaN);
    this.nMissing++;
  }

  #addText(text: string, finder: CellFinder, offset: number): void {
    const { missing, softMissing, mark, isForced } = this.#rules;
    if (text === "" || missing.has(text)) return this.addMissing();
    if (softMissing.has(text)) {
      this.nSoftMissing++;
      return this.addMissing();
    }
    const name = isForced ? null : digitsAsName(text);
    const value = isInfinityWord(text) ? Infinity : readNumberText(text, mark);
    if (Number.isNaN(value) && isForced) {
      if (this.wrong.length < 100) this.wrong.push({ text, place: finder.place(offset) });
      return this.addMissing();
    }
    if (Number.isNaN(value) || name !== null) {
      this.breaking = { why: name ?? "word", cell: { text, place: finder.place(offset) } };
      return;
    }
    const evidence = commaEvidence(text);
    if (evidence !== "none") this.commas[evidence]++;
    if (!Number.isFinite(Math.fround(value))) {
      this.infinite ??= { text, place: finder.place(offset) };
    }
    this.addNumber(value);
    // The other mark stands between groups of three.
    if (/[eE]/.test(text) || text.includes(mark)) this.isInteger = false;
  }
}

/** Whether a cell that is a number has nothing but digits after its first character. */
function isDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++) if (bytes[at]! < ZERO || bytes[at]! > NINE) return false;
  return bytes[start] !== POINT && bytes[start] !== COMMA;
}
