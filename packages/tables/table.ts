import type { Column } from "./column.ts";
import type { DecimalMark } from "./number_text.ts";
import type { TextEncoding } from "./text_encoding.ts";

/** Why a column is left out of a training. */
export type LeftOutReason =
  | "all-missing"
  | "constant"
  | "date"
  | "determines-target"
  | "id-like"
  | "nested"
  | "schema"
  | "too-many-values";

/** What is said of words that somebody may have meant for numbers or dates. */
export interface WordsHint {
  /** Why they are words: `"abc" on line 52 is no number`. */
  readonly why: string;
  /** What reads them otherwise: `write dates as 2024-12-31`. */
  readonly way: string;
}

/** What somebody should see of a column before a training. */
export interface ColumnDescription {
  /** Its name. */
  readonly name: string;
  /** What it is; "text" has too many words for a category, "empty" has nothing but missing values. */
  readonly type:
    | "number"
    | "integer"
    | "boolean"
    | "category"
    | "text"
    | "date"
    | "id"
    | "empty"
    | "nested";
  /** What the type was decided by, as half a sentence: `all 333 cells are whole numbers`. */
  readonly decidedBy: string;
  /** Missing values. */
  readonly nMissing: number;
  /** Their share of the rows, in [0, 1]. */
  readonly missingShare: number;
  /** Smallest and largest value of numbers and days; `null` for others. */
  readonly range: { readonly min: number; readonly max: number } | null;
  /** Number of different values of words and booleans; `null` for others, and where they were too many to count. */
  readonly nValues: number | null;
  /** Why words are none of what somebody may have meant, and how they would be it; `null` where it is left out. */
  readonly hint: WordsHint | null;
  /** Why it is left out, with a sentence that says so and what keeps it; `null` if it is not. */
  readonly leftOut: { readonly reason: LeftOutReason; readonly sentence: string } | null;
}

/** Something that was understood in a way that somebody may want to know. */
export interface TableNote {
  /** What it is. */
  readonly code:
    | "decimal-comma"
    | "duplicate-name"
    | "index-column"
    | "large-integer"
    | "leading-zeros"
    | "soft-missing"
    | "trailing-separator"
    | "unnamed-column"
    | "unordered-rows";
  /** Name of the column; `null` if it is the file. */
  readonly name: string | null;
  /** The same in a sentence. */
  readonly sentence: string;
}

/** A table with typed columns. */
export interface Table {
  /** Number of rows. */
  readonly nRows: number;
  /** The columns that are kept, in the file's order. */
  readonly columns: readonly Column[];
  /** Every column of the file, in its order; those that are left out, too. */
  readonly descriptions: readonly ColumnDescription[];
  /** How what is not evident was understood. */
  readonly notes: readonly TableNote[];
  /** How the file is written. */
  readonly format:
    | {
      readonly kind: "csv";
      /** Its encoding. */
      readonly encoding: TextEncoding;
      /** What stands between cells. */
      readonly delimiter: string;
      /** Its decimal mark. */
      readonly decimal: DecimalMark;
    }
    | { readonly kind: "parquet" }
    | { readonly kind: "query" };
}
