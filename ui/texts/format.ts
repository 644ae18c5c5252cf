/** Writes numbers, dates and times as people of one language do. */
export interface Format {
  /** A share of 1 as a percentage with one decimal: `0.7699` is "77,0 %". */
  percent(share: number): string;
  /** A share of 1 as signed percentage points: `0.182` is "+18,2". */
  points(share: number): string;
  /**
   * A number with its own decimals, of which it keeps three digits however small it is: "33,6", "0,000301";
   * years stay whole.
   */
  value(value: number, step: number): string;
  /** A number with at most so many decimals. */
  number(value: number, decimals?: number): string;
  /** A signed number with just so many decimals, so that a column of them lines up: "−7,1", "+1,0". */
  signed(value: number, decimals: number): string;
  /** A quality, most of them from 0 to 1, with four decimals, so that a column of them lines up. */
  quality(value: number): string;
  /** A count of bytes as "483 ko" or "1,2 Mo". */
  bytes(bytes: number): string;
  /** A time as day and minute, from ms since 1970. */
  date(ms: number): string;
  /** A day of a table, from days since 1970 in UTC; with the minute where there is one. */
  day(days: number): string;
  /** How long ago a time was, both in ms since 1970: "il y a 2 heures". */
  ago(ms: number, now: number): string;
  /** Several things in one sentence: "a, b et c". */
  list(items: readonly string[]): string;
}

/** From here on a number is written with a power of ten: no column holds so many digits. */
const LONGEST = 1e12;

/** Below that a value has more zeros than a column. */
const SMALLEST = 1e-6;

/** Digits that a value is worth behind its step. */
const DIGITS = 3;

const MS_PER_DAY = 86_400_000;

/** What rounds to nothing has no sign. */
const UNSIGNED_ZERO: Intl.NumberFormatOptions = { signDisplay: "negative" };

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
  const writer = (
    style: Intl.NumberFormatOptions,
    { isPadded = false, smallest = 0 }: {
      readonly isPadded?: boolean;
      readonly smallest?: number;
    } = {},
  ) => {
    const scientific = new Intl.NumberFormat(locale, {
      ...UNSIGNED_ZERO,
      ...style,
      notation: "scientific",
      maximumFractionDigits: 3,
    });
    const formatters = new Map<number, Intl.NumberFormat>();
    return (value: number, decimals: number) => {
      const formatter = formatters.get(decimals) ?? new Intl.NumberFormat(locale, {
        ...UNSIGNED_ZERO,
        ...style,
        maximumFractionDigits: decimals,
        ...isPadded && { minimumFractionDigits: decimals },
      });
      formatters.set(decimals, formatter);
      const size = Math.abs(value);
      return size < LONGEST && (size === 0 || size >= smallest)
        ? withMinus(formatter.format(value))
        : withMinus(scientific.format(value));
    };
  };
  const number = writer({ useGrouping: true });
  // A number of four digits may be a year.
  const plain = writer({ useGrouping: "min2" }, { smallest: SMALLEST });
  const signed = writer({ signDisplay: "exceptZero" }, { isPadded: true });
  const percent = new Intl.NumberFormat(locale, {
    ...UNSIGNED_ZERO,
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
    ...UNSIGNED_ZERO,
    minimumFractionDigits: 4,
    maximumFractionDigits: 4,
  });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const utc = { dateStyle: "medium", timeZone: "UTC" } as const;
  const day = new Intl.DateTimeFormat(locale, utc);
  const minute = new Intl.DateTimeFormat(locale, { ...utc, timeStyle: "short" });
  const ago = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  return {
    // The axes and scales write "50 %", whatever the language.
    percent: (share) => withMinus(percent.format(share).replace(/\s*%/, "\u00a0%")),
    points: (share) => withMinus(points.format(share * 100)),
    value: (value, step) =>
      plain(
        value,
        Math.max(decimalsOf(step), Math.min(DIGITS, decimalsOf(value)), digitsOf(value)),
      ),
    number: (value, decimals = 0) => number(value, decimals),
    signed,
    quality: (value) => withMinus(quality.format(value)),
    bytes: (bytes) =>
      new Intl.NumberFormat(locale, {
        style: "unit",
        unit: bytes < 1_000_000 ? "kilobyte" : "megabyte",
        maximumFractionDigits: bytes < 1_000_000 ? 0 : 1,
      }).format(bytes < 1_000_000 ? bytes / 1000 : bytes / 1_000_000),
    date: (ms) => date.format(ms),
    day: (days) => (Number.isInteger(days) ? day : minute).format(Math.round(days * MS_PER_DAY)),
    ago: (ms, now) => {
      const elapsed = ms - now;
      const [unit, length] = UNITS.find(([, length]) => Math.abs(elapsed) >= length) ??
        ["second", 1000];
      return ago.format(Math.round(elapsed / length), unit);
    },
    list: (items) => list.format(items),
  };
}

/** A hyphen is too short beside a plus sign, and beside digits. */
function withMinus(text: string): string {
  return text.replaceAll("-", "−");
}

/** Decimals that leave a number below one its first digits: 0.000301 needs six. */
function digitsOf(number: number): number {
  const size = Math.abs(number);
  return size === 0 || size >= 1 ? 0 : DIGITS - 1 - Math.floor(Math.log10(size));
}

/** Decimals that a number has: 0.01 has 2, 1 has 0. */
function decimalsOf(number: number): number {
  return Math.min(6, `${number}`.split(".")[1]?.length ?? 0);
}
