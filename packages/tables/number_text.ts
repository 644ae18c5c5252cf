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

const PLAIN = {
  ".": /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
  ",": /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/,
} as const;

/** Groups of three, one mark throughout: the other mark, space, no-break space, narrow one, apostrophe. */
const GROUPED = {
  ".": /^[+-]?[1-9]\d{0,2}([, \u00a0\u202f'])\d{3}(?:\1\d{3})*(?:\.\d*)?$/,
  ",": /^[+-]?[1-9]\d{0,2}([. \u00a0\u202f'])\d{3}(?:\1\d{3})*(?:,\d*)?$/,
} as const;

const EITHER = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/**
 * Reads a number as people write it.
 *
 * @param text The cell, without blanks around it.
 * @param mark The decimal mark.
 * @returns The nearest double, infinite beyond the largest; NaN if it is no number. `inf` is none either.
 */
export function readNumberText(text: string, mark: DecimalMark): number {
  if (PLAIN[mark].test(text)) return Number(mark === "." ? text : text.replace(",", "."));
  const thousands = GROUPED[mark].exec(text)?.[1];
  if (thousands === undefined) return NaN;
  const digits = text.replaceAll(thousands, "");
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
  if (/^[+-]?0\d+$/.test(text)) return "leading-zeros";
  return /^[+-]?\d{16,}$/.test(text) && Math.abs(Number(text)) >= 2 ** 53 ? "large-integer" : null;
}
