const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

const MS_PER_DAY = 86_400_000;

/**
 * Reads an ISO 8601 day or time; without an offset it is taken as UTC.
 *
 * @param text e.g. `2024-02-29`, `2024-02-29T12:30:00.5+02:00`, `2024-02-29 12:30`.
 * @returns Days since 1970-01-01 UTC, with their fraction; NaN for anything else, days that no calendar
 * has among it.
 */
export function isoDays(text: string): number {
  const found = ISO.exec(text);
  if (found === null) return NaN;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "0", zone] = found;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(midnight);
  // Date.UTC takes years below 100 for those of the last century.
  if (Number(year) < 100 || date.getUTCMonth() !== Number(month) - 1) return NaN;
  if (date.getUTCDate() !== Number(day)) return NaN;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return NaN;
  const ms = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 +
    Number(`0.${fraction}`) * 1000 - offsetMs(zone);
  return (midnight + ms) / MS_PER_DAY;
}

/**
 * Writes a day or a time.
 *
 * @param days Days since 1970-01-01 UTC.
 * @returns `2024-02-29`, or with a time where there is one.
 */
export function isoText(days: number): string {
  const text = new Date(Math.round(days * MS_PER_DAY)).toISOString();
  return Number.isInteger(days) ? text.slice(0, 10) : text.replace(/\.000Z$/, "Z");
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}
