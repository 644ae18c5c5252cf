import { ByteDictionary } from "./byte_dictionary.ts";
import type { CellExample, CellFinder } from "./cell.ts";
import { GrowingArray } from "./growing_array.ts";
import { isoDays } from "./iso_date.ts";
import { MISSING_WORDS, SOFT_MISSING_WORDS } from "./missing_values.ts";
import { commaEvidence, isInfinityWord, readNumberText } from "./number_text.ts";
import { isOtherDate, unitOf } from "./words_hint.ts";

/** Different words of a column that are kept where nobody wants the column whole: more are no category. */
const MAX_WORDS = 300;

/** What all words of a column may be. */
export interface WordKinds {
  /** All are true or false. */
  boolean: boolean;
  /** All are ISO 8601 days or times. */
  date: boolean;
  /** All are numbers if the decimal mark is a comma. */
  commaNumber: boolean;
  /** All are days in another form than ISO's. */
  otherDate: boolean;
  /** Unit that all have, as numbers with one; `null` if they have none, `undefined` before the first. */
  unit: string | null | undefined;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The cells of a column that is read as words. */
export class TextCells {
  /** The different words in the order in which they came, soft spellings of missing values among them. */
  readonly words: CellExample[] = [];
  /** Number of each cell's word, -1 where the value is missing; not kept beyond 300 words. */
  readonly numbers = new GrowingArray<Int32Array>((length) => new Int32Array(length));
  /** What all words may be, soft spellings of missing values aside. */
  readonly kinds: WordKinds = {
    boolean: true,
    date: true,
    commaNumber: true,
    otherDate: true,
    unit: undefined,
  };
  /** Cells that are numbers. */
  nNumbers = 0;
  /** Missing values, without soft spellings. */
  nMissing = 0;
  /** Cells. */
  nRows = 0;
  /** Cells for each soft spelling, by word number. */
  readonly soft = new Map<number, number>();
  /** Whether there are more words than are kept. */
  isOverfull = false;
  /** Whether some word has a comma that can only be a decimal mark, as long as all are numbers. */
  hasDecimalComma = false;

  readonly #missing: ReadonlySet<string>;
  readonly #softMissing: ReadonlySet<string>;
  readonly #isWhole: boolean;
  readonly #dictionary = new ByteDictionary();
  /** Whether each word is a number. */
  readonly #areNumbers: boolean[] = [];
  /** Word number of each entry of the dictionary, -1 for a spelling of the missing value. */
  readonly #wordOf: number[] = [];

  /**
   * Makes an empty column.
   *
   * @param rules `isWhole` keeps all words, however many; `missing` and `softMissing` replace the usual
   * spellings.
   */
  constructor(rules: {
    readonly isWhole: boolean;
    readonly missing?: ReadonlySet<string>;
    readonly softMissing?: ReadonlySet<string>;
  }) {
    this.#isWhole = rules.isWhole;
    this.#missing = rules.missing ?? MISSING_WORDS;
    this.#softMissing = rules.softMissing ?? SOFT_MISSING_WORDS;
  }

  /**
   * Appends a cell.
   *
   * @param bytes Where it stands.
   * @param start Its first byte; quotes around it are left out, and none inside is doubled.
   * @param end Byte after its last one.
   * @param finder Tells its place.
   * @param offset Where the finder knows it to begin.
   */
  add(bytes: Uint8Array, start: number, end: number, finder: CellFinder, offset: number): void {
    if (start === end) return this.addMissing();
    // Blanks beyond ASCII are trimmed, too; they begin and end with bytes of 128 and more.
    if (bytes[start]! > 127 || bytes[end - 1]! > 127) {
      const text = decoder.decode(bytes.subarray(start, end));
      const trimmed = text.trim();
      if (trimmed !== text) return this.addText(trimmed, finder, offset);
    }
    this.nRows++;
    if (this.isOverfull) return this.#count(decoder.decode(bytes.subarray(start, end)));
    const entry = this.#dictionary.number(bytes, start, end);
    if (entry === this.#wordOf.length) {
      const text = decoder.decode(bytes.subarray(start, end));
      this.#wordOf.push(this.#missing.has(text) ? -1 : this.#meet(text, finder, offset));
      if (this.words.length > MAX_WORDS && !this.#isWhole) this.#overfill();
    }
    const word = this.#wordOf[entry]!;
    if (word === -1) this.nMissing++;
    else if (this.#areNumbers[word]!) this.nNumbers++;
    const nSoft = this.soft.get(word);
    if (nSoft !== undefined) this.soft.set(word, nSoft + 1);
    if (!this.isOverfull) this.numbers.push(word);
  }

  /**
   * Appends a text.
   *
   * @param text The text, without blanks around it.
   * @param finder Tells its place.
   * @param offset Where the finder knows it to begin.
   */
  addText(text: string, finder: CellFinder, offset: number): void {
    const bytes = encoder.encode(text);
    this.add(bytes, 0, bytes.length, finder, offset);
  }

  /** Appends a missing value. */
  addMissing(): void {
    this.nRows++;
    this.nMissing++;
    if (!this.isOverfull) this.numbers.push(-1);
  }

  /** A word that is new. */
  #meet(text: string, finder: CellFinder, offset: number): number {
    this.words.push({ text, place: finder.place(offset) });
    this.#areNumbers.push(isNumber(text));
    if (this.#softMissing.has(text)) this.soft.set(this.words.length - 1, 0);
    else this.#narrow(text);
    return this.words.length - 1;
  }

  #narrow(text: string): void {
    const { kinds } = this;
    if (kinds.boolean) kinds.boolean = /^(?:true|false)$/i.test(text);
    if (kinds.date) kinds.date = !Number.isNaN(isoDays(text));
    if (kinds.otherDate) kinds.otherDate = isOtherDate(text);
    if (kinds.unit !== null) {
      const unit = unitOf(text);
      kinds.unit = kinds.unit === undefined || kinds.unit === unit ? unit : null;
    }
    if (!kinds.commaNumber) return;
    kinds.commaNumber = isInfinityWord(text) || !Number.isNaN(readNumberText(text, ","));
    if (kinds.commaNumber) this.hasDecimalComma ||= commaEvidence(text) === "decimal";
  }

  #overfill(): void {
    this.isOverfull = true;
    this.numbers.take();
  }

  /** Of a column that nobody will see, only what a description tells. */
  #count(text: string): void {
    if (this.#missing.has(text)) this.nMissing++;
    else if (!this.#softMissing.has(text)) {
      this.#narrow(text);
      if (isNumber(text)) this.nNumbers++;
    }
  }
}

function isNumber(text: string): boolean {
  return !Number.isNaN(readNumberText(text, ".")) || !Number.isNaN(readNumberText(text, ","));
}
