import type { FigureKind } from "../browser/scorer.ts";
import type { Format } from "../texts/format.ts";

/** Digits of a predicted value or a score. */
const DIGITS = 4;

/**
 * Writes what a model answers: a probability as a percentage, a score or a value as a number.
 *
 * @param format The reader's language.
 * @param kind What the number is.
 */
export function figureText(format: Format, kind: FigureKind): (figure: number) => string {
  if (kind === "probability") return format.percent;
  return (figure) => format.number(figure, decimalsFor(figure));
}

/** Decimals that leave about four digits: 12 345 has none, 0.012 345 has five. */
export function decimalsFor(figure: number): number {
  const size = Math.abs(figure);
  if (size === 0) return 0;
  return Math.min(10, Math.max(0, DIGITS - 1 - Math.floor(Math.log10(size))));
}
