/** A number with what stands before it, a sign of money, or behind it: `$ 1,200.50`, `12.5 %`, `80kg`. */
const WITH_UNIT =
  /^(?:[+-]?(\p{Sc})\s?[+-]?\d[\d.,'\u2019\u00a0\u202f ]*|[+-]?\d[\d.,'\u2019\u00a0\u202f ]*?\s?(\p{Sc}|[^\d\s.,;:/+_-][^\d\s]{0,4}))$/u;

/** A day as people write it, with or without a time behind it: `31/12/2024`, `2024.12.31 10:30`. */
const OTHER_DATE =
  /^(?:\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2\d{4})(?:[ T]\d{1,2}:\d{2}.*)?$/;

/**
 * Finds the unit that stands beside a number.
 *
 * @param text The cell.
 * @returns The unit, or `null` if the cell is no number with one.
 */
export function unitOf(text: string): string | null {
  const found = WITH_UNIT.exec(text);
  return found === null ? null : found[1] ?? found[2]!;
}

/** Whether a cell is a day in another form than that of ISO 8601. */
export function isOtherDate(text: string): boolean {
  return OTHER_DATE.test(text);
}
