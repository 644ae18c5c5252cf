import { CellForm, CsvScanner } from "./csv_scanner.ts";
import { MISSING_WORDS, SOFT_MISSING_WORDS } from "./missing_values.ts";
import { commaEvidence, type DecimalMark, readNumberText } from "./number_text.ts";
import { readPlainNumber } from "./plain_number.ts";
import { FaultList, quoted, TableError } from "./table_error.ts";

/** A column that a model takes. */
export interface RowFeature {
  /** Its name. */
  readonly name: string;
  /** What its cells hold. */
  readonly kind: "number" | "integer" | "boolean" | "category" | "text";
  /**
   * Words that it may hold, where they are known: they are read as themselves, even one such as "None".
   * Other words are read, too; whether the model takes them is its own affair.
   */
  readonly categories: readonly string[] | null;
  /** Whether a value may be missing. */
  readonly isNullable: boolean;
}

/** What a cell must hold, by its feature's kind. */
const RULES = {
  number: "must be a number",
  integer: "must be a whole number",
  boolean: "must be true or false",
  category: "must be a text",
  text: "must be a text",
} as const;

/** Reads the cells of rows whose columns are known. */
export class KnownCells {
  readonly #features: readonly RowFeature[];
  readonly #words: readonly (ReadonlySet<string> | null)[];
  readonly #hasTexts: boolean;
  readonly #faults: FaultList;
  readonly #delimiter: string;
  #mark: DecimalMark = ".";
  #numbers: number[] = [];
  #texts: (string | null)[] = [];

  /**
   * Makes a reader of cells.
   *
   * @param features The columns in order.
   * @param options `faults` receives cells that do not fit; `delimiter` is that of the file.
   */
  constructor(
    features: readonly RowFeature[],
    { faults, delimiter }: { faults: FaultList; delimiter: string },
  ) {
    this.#features = features;
    this.#words = features.map(({ categories }) =>
      categories === null ? null : new Set(categories)
    );
    this.#hasTexts = features.some(({ kind }) => isText(kind));
    this.#faults = faults;
    this.#delimiter = delimiter;
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
          columns = this.#features.filter(({ kind }) => isNumber(kind))
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
   * @param columns Column of each feature.
   */
  add(record: CsvScanner, columns: readonly number[]): void {
    const { bytes, starts, ends, forms } = record;
    for (let index = 0; index < this.#features.length; index++) {
      const feature = this.#features[index]!;
      const column = columns[index]!;
      let start = starts[column]!;
      let end = ends[column]!;
      while (end > start && bytes[end - 1]! <= 32) end--;
      while (start < end && bytes[start]! <= 32) start++;
      const isPlain = isNumber(feature.kind) && forms[column]! < CellForm.escaped;
      let value = isPlain ? readPlainNumber(bytes, start, end, this.#mark.charCodeAt(0)) : NaN;
      let text: string | null = null;
      if (Number.isNaN(value)) {
        text = record.text(column);
        if (this.#isMissing(text, index)) {
          text = null;
          if (!feature.isNullable) {
            this.#refuse("missing-value", "is missing", record, column, feature);
          }
        } else if (!isText(feature.kind)) {
          value = feature.kind === "boolean" ? readBoolean(text) : this.#readNumber(text);
          if (Number.isNaN(value)) this.#refuseCell(text, record, column, feature);
          text = null;
        }
      }
      if (feature.kind === "integer" && !Number.isNaN(value) && !Number.isInteger(value)) {
        this.#refuseCell(record.text(column), record, column, feature);
      }
      this.#numbers.push(value);
      if (this.#hasTexts) this.#texts.push(text);
    }
  }

  /**
   * Hands out what was read since the last call.
   *
   * @returns Numbers and texts, row-major.
   */
  take(): { numbers: Float64Array; texts: (string | null)[] | null } {
    const numbers = Float64Array.from(this.#numbers);
    const texts = this.#hasTexts ? this.#texts : null;
    this.#numbers = [];
    this.#texts = [];
    return { numbers, texts };
  }

  #isMissing(text: string, index: number): boolean {
    if (text === "") return true;
    if (this.#words[index]?.has(text)) return false;
    return MISSING_WORDS.has(text) ||
      (!isText(this.#features[index]!.kind) && SOFT_MISSING_WORDS.has(text));
  }

  #readNumber(text: string): number {
    // A decimal comma that comes late is one nevertheless, as long as a point would make no sense.
    if (this.#mark === "." && isDecimalComma(text)) this.#mark = ",";
    const isEither = this.#mark === "." && this.#delimiter !== "," &&
      commaEvidence(text) === "either";
    const value = isEither ? NaN : readNumberText(text, this.#mark);
    return Number.isFinite(value) ? value : NaN;
  }

  #refuseCell(text: string, record: CsvScanner, column: number, feature: RowFeature): void {
    const isEither = isNumber(feature.kind) && this.#mark === "." &&
      commaEvidence(text) === "either";
    const hint = isEither ? " (is its comma a decimal mark? write it as a point)" : "";
    const reason = `${RULES[feature.kind]}: is ${quoted(text)}${hint}`;
    this.#refuse("wrong-kind", reason, record, column, feature);
  }

  #refuse(
    code: "missing-value" | "wrong-kind",
    reason: string,
    record: CsvScanner,
    column: number,
    { name }: RowFeature,
  ): void {
    const place = record.place(record.starts[column]!);
    this.#faults.add({ code, ...place, name, reason: `${name} ${reason}` });
  }
}

function isNumber(kind: RowFeature["kind"]): boolean {
  return kind === "number" || kind === "integer";
}

function isText(kind: RowFeature["kind"]): boolean {
  return kind === "category" || kind === "text";
}

function isDecimalComma(text: string): boolean {
  return text.includes(",") && commaEvidence(text) === "decimal" &&
    !Number.isNaN(readNumberText(text, ","));
}

function readBoolean(text: string): number {
  return /^(?:true|1)$/i.test(text) ? 1 : /^(?:false|0)$/i.test(text) ? 0 : NaN;
}
