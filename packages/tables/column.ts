/** What every column of a table has. */
export interface ColumnBase {
  /** Its name, unique in the table. */
  readonly name: string;
  /** Missing values. */
  readonly nMissing: number;
}

/** A column of numbers. */
export interface NumberColumn extends ColumnBase {
  /** Tells it from the others. */
  readonly kind: "number";
  /** Values, the nearest doubles; NaN where one is missing, shape `[nRows]`. */
  readonly values: Float64Array;
  /** Whether no value has a fraction. */
  readonly isWhole: boolean;
  /**
   * Whether the source holds whole numbers: none is written with a decimal mark or an exponent, or its
   * type is an integer's. pandas reads such a column as int64 if no value is missing, `5.0` as float64.
   */
  readonly isInteger: boolean;
}

/** A column of true and false. */
export interface BooleanColumn extends ColumnBase {
  /** Tells it from the others. */
  readonly kind: "boolean";
  /** 0, 1, or -1 where the value is missing, shape `[nRows]`. */
  readonly codes: Int32Array;
}

/** A column of words that come again and again. */
export interface CategoryColumn extends ColumnBase {
  /** Tells it from the others. */
  readonly kind: "category";
  /** Index into `categories`, -1 where the value is missing, shape `[nRows]`. */
  readonly codes: Int32Array;
  /** The different words, ascending by code point. */
  readonly categories: readonly string[];
}

/** A column of days or times. */
export interface DateColumn extends ColumnBase {
  /** Tells it from the others. */
  readonly kind: "date";
  /** Days since 1970-01-01 UTC, NaN where one is missing, shape `[nRows]`. */
  readonly days: Float64Array;
}

/** A typed column of a table. */
export type Column = NumberColumn | BooleanColumn | CategoryColumn | DateColumn;

/**
 * Compares texts by code point, as Python and C do. JavaScript's own order is by UTF-16 unit, which
 * differs above U+FFFF.
 *
 * @param a A text.
 * @param b Another.
 * @returns Below 0 if `a` comes first, above 0 if `b` does.
 */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x === y) continue;
    // Halves of a pair (0xD800 to 0xDFFF) stand for what lies above all single units.
    const [isPairX, isPairY] = [(x & 0xf800) === 0xd800, (y & 0xf800) === 0xd800];
    return isPairX === isPairY ? x - y : isPairX ? 1 : -1;
  }
  return a.length - b.length;
}
