import type { Column, NumberColumn } from "./column.ts";
import type { ColumnDescription, LeftOutReason, WordsHint } from "./table.ts";

/** Rows from which on it means something that all values of a column differ. */
const ENOUGH_ROWS = 20;

/** Most words of a category. */
export const MAX_CATEGORIES = 255;

/** Words of a category from which on they must not be more than half of the rows. */
const MANY_CATEGORIES = 50;

/** Ends of names that keys have. */
const KEY_NAME = /(?:^|[^a-z])(?:id|uuid|index|idx|key|row|rownames?)$/i;
/** What pandas calls a column without a name, which most often is the index of another table. */
const PANDAS_INDEX = /^Unnamed: \d+(?:\.\d+)?$/;
const KEY_NAME_IN_CAMEL_CASE = /[a-z](?:Id|ID|Uuid|UUID|Index|Key)$/;

/**
 * Tells whether a column is of no use to a model, or would deceive it.
 *
 * @param column The column, never the target; `null` if it has more words than were kept.
 * @param options `nRows` is the number of the table's rows; `isUnnamed` whether it is the first column and
 * has no name, as an index of pandas.
 * @returns Why it is left out, or `null`.
 */
export function reasonToLeaveOut(
  column: Column | null,
  { nRows, isUnnamed = false }: { readonly nRows: number; readonly isUnnamed?: boolean },
): LeftOutReason | null {
  if (column === null) return "too-many-values";
  if (column.nMissing === nRows) return "all-missing";
  if (column.nMissing === 0 && isConstant(column)) return "constant";
  if (column.kind === "date") return "date";
  if (column.kind === "category") return hasTooManyValues(column, nRows) ? "too-many-values" : null;
  if (column.kind === "boolean" || !column.isWhole) return null;
  return isIdLike(column, isUnnamed) ? "id-like" : null;
}

/** What each reason says to people, and whether a kind in a schema keeps the column. */
const SENTENCES: Readonly<Record<LeftOutReason, readonly [why: string, mayBeKept: boolean]>> = {
  "all-missing": ["it has no values", false],
  constant: ["all its values are the same", false],
  date: ["a forest knows no time beyond the training's", true],
  "determines-target": ["each of its values goes with one value of the target", true],
  "id-like": ["its whole numbers all differ, as those of a key do", true],
  nested: ["it holds lists, records or bytes", false],
  schema: ["the schema says so", false],
  "too-many-values": ["it has too many different words for a category", true],
};

/**
 * Says that a column is left out.
 *
 * @param name Its name.
 * @param reason Why.
 * @param hint What its words may have been meant for.
 * @returns The reason with its sentence, which says what keeps the column.
 */
export function leftOut(
  name: string,
  reason: LeftOutReason,
  hint: WordsHint | null = null,
): NonNullable<ColumnDescription["leftOut"]> {
  const [why, mayBeKept] = SENTENCES[reason];
  const way = reason === "too-many-values" && hint !== null
    ? `, as ${hint.why}: ${hint.way}`
    : mayBeKept
    ? "; its kind in a schema keeps it"
    : "";
  return { reason, sentence: `${JSON.stringify(name)} is left out: ${why}${way}` };
}

function isConstant(column: Column): boolean {
  const values = column.kind === "number"
    ? column.values
    : column.kind === "date"
    ? column.days
    : column.codes;
  // Of dates that are too many to be kept there are no values at all.
  return values.length > 0 && values.every((value) => value === values[0]);
}

function hasTooManyValues(
  { categories, codes, nMissing }: Column & { kind: "category" },
  nRows: number,
): boolean {
  const nValues = categories.length;
  const nPresent = codes.length - nMissing;
  return nValues > MAX_CATEGORIES || (nValues > MANY_CATEGORIES && nValues > nRows / 2) ||
    (nPresent >= ENOUGH_ROWS && nValues === nPresent);
}

function isIdLike({ name, values }: NumberColumn, isUnnamed: boolean): boolean {
  const isKeyName = isUnnamed || KEY_NAME.test(name) || KEY_NAME_IN_CAMEL_CASE.test(name) ||
    PANDAS_INDEX.test(name);
  if (!isKeyName && !countsUp(values)) return false;
  return areDistinct(values);
}

/** Whether numbers are the row's number, wherever they begin. */
function countsUp(values: Float64Array): boolean {
  return values.length >= ENOUGH_ROWS &&
    values.every((value, row) => row === 0 || value === values[row - 1]! + 1);
}

/**
 * Whether numbers are twenty or more and all different, missing ones aside.
 *
 * @param values The numbers, NaN where one is missing.
 * @returns Whether they are.
 */
function areDistinct(values: Float64Array): boolean {
  const seen = new Set<number>();
  let nPresent = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    nPresent++;
    // Most columns repeat a value soon.
    if (seen.size === seen.add(value).size) return false;
  }
  return nPresent >= ENOUGH_ROWS;
}
