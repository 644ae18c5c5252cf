import { type Rows, ValueError } from "@mlops/model";

/** How the values of one column become the numbers that trees split on. */
export interface ColumnCodes {
  /** Index of the column. */
  readonly feature: number;
  /**
   * Number of each category by its text or number; `null` where the values are such numbers already,
   * of which only the whole part counts.
   */
  readonly codes: ReadonlyMap<string | number, number> | null;
  /** What a value without a number is: missing, or a fault of the row. */
  readonly unknown: "missing" | "fault";
}

/** How rows become the numbers that trees split on. */
export interface ColumnEncoding {
  /** Columns of categories; all others are numbers as they are. */
  readonly columns: readonly ColumnCodes[];
  /** A number that stands for a missing value, compared as float32; NaN if none does. */
  readonly missingNumber: number;
}

/** Most categories that a message lists. */
const MAX_LISTED = 20;

/**
 * Turns rows into numbers.
 *
 * @param rows The rows, which stay as they are.
 * @param encoding What becomes of which column.
 * @param firstRow Number of the first row, for messages.
 * @returns Row-major `[nRows, nFeatures]`, NaN where a value is missing.
 * @throws {ValueError} If a category must be known and is not.
 */
export function encodeColumns(
  rows: Rows,
  { columns, missingNumber }: ColumnEncoding,
  firstRow = 0,
): Float64Array {
  const { nRows, texts } = rows;
  const numbers = rows.numbers.slice();
  const nFeatures = numbers.length / nRows;
  if (!Number.isNaN(missingNumber)) {
    const missing = Math.fround(missingNumber);
    for (let i = 0; i < numbers.length; i++) {
      if (Math.fround(numbers[i]!) === missing) numbers[i] = NaN;
    }
  }
  for (const { feature, codes, unknown } of columns) {
    for (let row = 0; row < nRows; row++) {
      const at = row * nFeatures + feature;
      if (codes === null) {
        numbers[at] = Math.trunc(numbers[at]!);
        continue;
      }
      const value = texts?.[at] ?? numbers[at]!;
      const code = codes.get(value);
      if (code === undefined && unknown === "fault" && !Number.isNaN(value)) {
        throw new ValueError(firstRow + row, feature, mustBeOneOf([...codes.keys()], value));
      }
      numbers[at] = code ?? NaN;
    }
  }
  return numbers;
}

function mustBeOneOf(categories: readonly (string | number)[], value: string | number): string {
  const listed = categories.slice(0, MAX_LISTED).map((category) => JSON.stringify(category));
  const rest = categories.length > MAX_LISTED ? `, … (${categories.length} in all)` : "";
  return `must be one of ${listed.join(", ")}${rest}: is ${JSON.stringify(value)}`;
}
