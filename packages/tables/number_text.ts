/** What stands before the decimals. */
export type DecimalMark = "." | ",";

/** What a comma in a number tells of the file's decimal mark. */
export type CommaEvidence =
  /** Nothing: there is none. */
  | "none"
  /** It may be a decimal mark or a thousands mark: `1,234`. */
  | "either"
  /** It can only be a decimal mark: `1,5`. */
  | "decimal"
  /** It can only be a thousands mark: `1,234.5`, `1,234,567`. */
  | "thousands";

/** U+2212 is the minus of typesetting, and of tables that were copied from a page. */
const PLAIN = {
  ".": /^[+\u2212-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
  ",": /^[+\u2212-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/,
} as const;

/** Groups of three, one mark throughout: the other mark, space, no-break space, narrow one, apostrophes. */
const GROUPED = {
  ".": /^[+\u2212-]?[1-9]\d{0,2}([, \u00a0\u202f'\u2019])\d{3}(?:\1\d{3})*(?:\.\d*)?$/,
  ",": /^[+\u2212-]?[1-9]\d{0,2}([. \u00a0\u202f'\u2019])\d{3}(?:\1\d{3})*(?:,\d*)?$/,
} as const;

const EITHER = /^[+\u2212-]?[1-9]\d{0,2},\d{3}$/;

/**
 * Reads a number as people write it.
 *
 * @param text The cell, without blanks around it.
 * @param mark The decimal mark.
 * @returns The nearest double, infinite beyond the largest; NaN if it is no number. `inf` is none either.
 */
export function readNumberText(text: string, mark: DecimalMark): number {
  if (PLAIN[mark].test(text)) return toNumber(text, mark);
  const thousands = GROUPED[mark].exec(text)?.[1];
  return thousands === undefined ? NaN : toNumber(text.replaceAll(thousands, ""), mark);
}

function toNumber(text: string, mark: DecimalMark): number {
  const digits = text.replace("\u2212", "-");
  return Number(mark === "." ? digits : digits.replace(",", "."));
}

/**
 * Tells what a number's comma says.
 *
 * @param text A number under one of the two marks.
 * @returns The evidence.
 */
export function commaEvidence(text: string): CommaEvidence {
  if (!text.includes(",")) return "none";
  if (EITHER.test(text)) return "either";
  return Number.isNaN(readNumberText(text, ",")) ? "thousands" : "decimal";
}

/** Whether a word stands for infinity in one of the usual spellings. */
export function isInfinityWord(text: string): boolean {
  return /^[+-]?inf(?:inity)?$/i.test(text);
}

/** Whether digits make a name and no quantity: `01234`, or 2^53 and beyond. */
export function digitsAsName(text: string): "leading-zeros" | "large-integer" | null {
  if (/^[+\u2212-]?0\d+$/.test(text)) return "leading-zeros";
  return /^[+\u2212-]?\d{16,}$/.test(text) && Math.abs(readNumberText(text, ".")) >= 2 ** 53
    ? "large-integer"
    : null;
}
