/** Writes numbers, dates and times as people of one language do. */
export interface Format {
  /** A share of 1 as a percentage with one decimal: `0.7699` is "77,0 %". */
  percent(share: number): string;
  /** A share of 1 as signed percentage points: `0.182` is "+18,2". */
  points(share: number): string;
  /** A number with its own decimals, at most three beyond those of its step: "33,6"; years stay whole. */
  value(value: number, step: number): string;
  /** A number with at most so many decimals. */
  number(value: number, decimals?: number): string;
  /** A quality from 0 to 1 with four decimals, so that a column of them lines up. */
  quality(value: number): string;
  /** A count of bytes as "483 ko" or "1,2 Mo". */
  bytes(bytes: number): string;
  /** A time as day and minute, from ms since 1970. */
  date(ms: number): string;
  /** How long ago a time was, both in ms since 1970: "il y a 2 heures". */
  ago(ms: number, now: number): string;
  /** Several things in one sentence: "a, b et c". */
  list(items: readonly string[]): string;
}

/** Longest units first; a time is told in the first that it fills. */
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/**
 * Makes the format of a language.
 *
 * @param locale A BCP 47 tag, for example `fr-FR`.
 * @returns The format.
 */
export function createFormat(locale: string): Format {
  // Making a formatter takes longer than all the numbers of a page.
  const writer = (useGrouping: boolean | "min2") => {
    const formatters = new Map<number, Intl.NumberFormat>();
    return (value: number, decimals: number) => {
      const formatter = formatters.get(decimals) ??
        new Intl.NumberFormat(locale, { maximumFractionDigits: decimals, useGrouping });
      formatters.set(decimals, formatter);
      return formatter.format(value);
    };
  };
  const number = writer(true);
  // A number of four digits may be a year.
  const plain = writer("min2");
  const percent = new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const points = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  const quality = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 4,
    maximumFractionDigits: 4,
  });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const ago = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  return {
    percent: (share) => percent.format(share),
    // A hyphen is too short beside a plus sign.
    points: (share) => points.format(share * 100).replace("-", "−"),
    value: (value, step) =>
      plain(value, Math.max(decimalsOf(step), Math.min(3, decimalsOf(value)))),
    number: (value, decimals = 0) => number(value, decimals),
    quality: (value) => quality.format(value),
    bytes: (bytes) =>
      new Intl.NumberFormat(locale, {
        style: "unit",
        unit: bytes < 1_000_000 ? "kilobyte" : "megabyte",
        maximumFractionDigits: bytes < 1_000_000 ? 0 : 1,
      }).format(bytes < 1_000_000 ? bytes / 1000 : bytes / 1_000_000),
    date: (ms) => date.format(ms),
    ago: (ms, now) => {
      const elapsed = ms - now;
      const [unit, length] = UNITS.find(([, length]) => Math.abs(elapsed) >= length) ??
        ["second", 1000];
      return ago.format(Math.round(elapsed / length), unit);
    },
    list: (items) => list.format(items),
  };
}

/** Decimals that a number has: 0.01 has 2, 1 has 0. */
function decimalsOf(number: number): number {
  return Math.min(6, `${number}`.split(".")[1]?.length ?? 0);
}
