/**
 * Blanks in files: an exercise keeps each file complete, and marks what the learner fills in by a comment
 * at the line's end, `#? à vous | yours` or `//? à vous | yours`.
 *
 * Blanked is the value after the line's first `: ` or ` = `, or else the statement; or exactly what stands
 * between « and » at the beginning of the comment.
 *
 * @module
 */
import type { Language } from "./words.ts";

/** What stands in the place of a value. */
const BLANK = "____";

const MARKED = /^(?<code>.*?\S)\s*(?<sign>#|\/\/)\?\s?(?<hint>.*)$/;
const PIECE = /^«(?<piece>[^»]*)»\s*(?<rest>.*)$/;
const VALUE = /^(?<head>[^"'`]*?(?:: | = |\breturn ))(?<value>.+?)(?<tail>[;,]?)$/;
const STATEMENT = /^(?<indent>\s*(?:- )?)(?<statement>.+?)(?<tail>[;,]?)$/;

/**
 * Makes the file that a learner begins with.
 *
 * @param text The complete file, with its marks.
 * @param language Of the hints.
 * @returns The file with blanks, each with its hint as a comment.
 */
export function withBlanks(text: string, language: Language): string {
  return mapMarked(text, ({ code, sign, hint }) => {
    const { piece, rest } = PIECE.exec(hint)?.groups ?? { rest: hint };
    const [fr = "", en = fr] = rest!.split(" | ");
    const told = (language === "fr" ? fr : en).trim();
    return `${blanked(code, piece)}${told === "" ? "" : ` ${sign} ${told}`}`;
  });
}

/**
 * Makes the complete file, as the solution shows it.
 *
 * @param text The file, with its marks.
 * @returns It without them.
 */
export function withoutMarks(text: string): string {
  return mapMarked(text, ({ code }) => code);
}

/**
 * Counts the blanks that are left.
 *
 * @param text A learner's file.
 */
export function countBlanks(text: string): number {
  return text.split(BLANK).length - 1;
}

interface MarkedLine {
  readonly code: string;
  readonly sign: string;
  readonly hint: string;
}

function mapMarked(text: string, change: (line: MarkedLine) => string): string {
  return text.split("\n").map((line) => {
    const { code, sign, hint } = MARKED.exec(line)?.groups ?? {};
    return code === undefined ? line : change({ code, sign: sign!, hint: hint! });
  }).join("\n");
}

function blanked(code: string, piece: string | undefined): string {
  if (piece !== undefined) {
    if (code.split(piece).length !== 2) {
      throw new RangeError(`Cannot blank "${piece}" as the line must hold it once: is "${code}"`);
    }
    return code.replace(piece, BLANK);
  }
  const value = VALUE.exec(code)?.groups;
  if (value !== undefined) return `${value["head"]}${BLANK}${value["tail"]}`;
  const { indent, tail } = STATEMENT.exec(code)!.groups!;
  return `${indent}${BLANK}${tail}`;
}
