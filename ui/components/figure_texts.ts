import type { FigureKind } from "../browser/scorer.ts";
import type { Format } from "../texts/format.ts";
import type { Locale } from "./LocaleContext.tsx";

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

/** Decimals that leave about so many digits: of four, 12 345 has none, 0.012 345 has five. */
export function decimalsFor(figure: number, digits = DIGITS): number {
  const size = Math.abs(figure);
  if (size === 0) return 0;
  return Math.min(10, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}

/** Digits of a metric in the target's unit. */
const METRIC_DIGITS = 5;

/** Size from which on a metric is no share of anything, but in the target's own unit. */
const NO_SHARE = 10;

/**
 * Writes a metric: a quality with four decimals, an error in the target's unit with about five digits.
 *
 * @param format The reader's language.
 * @param value The metric.
 */
export function metricText(format: Format, value: number): string {
  return metricTexts(format, [value])(value);
}

/**
 * Writes metrics that stand together with the decimals of the largest.
 *
 * @param format The reader's language.
 * @param values All of them.
 */
export function metricTexts(format: Format, values: readonly number[]): (value: number) => string {
  const largest = Math.max(...values.map(Math.abs));
  if (largest < NO_SHARE) return format.quality;
  const decimals = decimalsFor(largest, METRIC_DIGITS);
  return (value) => format.number(value, decimals);
}

/** Metrics that are no shares of anything, however small: errors in the target's unit, and losses. */
const NO_SHARES = /(^|_)(ae|mae|mse|rmse|error|loss|deviance)(_|$)/;

/**
 * Writes how far one metric is from another: qualities in percentage points, errors in their own unit.
 *
 * @param locale The reader's language.
 * @param name Name of the metric.
 * @param values The one, and the other.
 */
export function differenceText(
  { t, format }: Locale,
  name: string,
  [from, to]: readonly [number, number],
): string {
  const isShare = !NO_SHARES.test(name) && Math.max(Math.abs(from), Math.abs(to)) < NO_SHARE;
  if (isShare) return t.models.points(format.points(to - from));
  const sign = to > from ? "+" : to < from ? "−" : "";
  return sign + metricText(format, Math.abs(to - from));
}
