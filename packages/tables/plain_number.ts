const POWERS_OF_TEN = Float64Array.from({ length: 16 }, (_, power) => 10 ** power);

const COMMA = 44;
const ZERO = 48;

/**
 * Reads the numbers that most cells hold, straight from their bytes: a sign, up to 15 digits, one
 * decimal mark. They are a whole number and a power of ten that doubles hold exactly, so that one
 * division rounds to the nearest double (Clinger, "How to read floating point numbers accurately", 1990).
 *
 * @param bytes Where the cell stands.
 * @param start Its first byte.
 * @param end Byte after its last one.
 * @param mark Code of the decimal mark.
 * @returns The number; NaN for all that must be looked at as text: longer ones, exponents, thousands
 * marks, digits that may be a name (`01234`), a comma that may be a thousands mark (`1,234`), words.
 */
export function readPlainNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  mark: number,
): number {
  const isNegative = bytes[start] === 45;
  const first = isNegative ? start + 1 : start;
  if (end - first > 16) return NaN;
  let whole = 0;
  let markAt = -1;
  for (let at = first; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >= 0 && digit <= 9) whole = whole * 10 + digit;
    else if (bytes[at] === mark && markAt === -1) markAt = at;
    else return NaN;
  }
  if (markAt === -1) {
    const nDigits = end - first;
    if (nDigits === 0 || nDigits > 15 || (nDigits > 1 && bytes[first] === ZERO)) return NaN;
    return isNegative ? -whole : whole;
  }
  const nDigits = end - first - 1;
  const nDecimals = end - markAt - 1;
  if (nDigits === 0 || nDigits > 15 || (mark === COMMA && nDecimals === 3)) return NaN;
  const value = whole / POWERS_OF_TEN[nDecimals]!;
  return isNegative ? -value : value;
}
