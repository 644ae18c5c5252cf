import type { ToldRow } from "./choose_sources.ts";

/** Outcomes of a source that are not trained on, and why. */
export interface RefusedOutcomes {
  /** Who told them. */
  readonly source: string;
  /** How many. */
  readonly rows: number;
  /** Why, as a sentence without a final period. */
  readonly reason: string;
}

/** What is left of outcomes, and what is not. */
export interface ScreenedOutcomes<Row extends ToldRow> {
  /** Rows to train on. */
  readonly kept: readonly Row[];
  /** The others, by source and reason. */
  readonly refused: readonly RefusedOutcomes[];
}

/** Least and largest value of a number in the data set. */
export type Ranges = ReadonlyMap<string, readonly [low: number, high: number]>;

/** What outcomes are held against. */
export interface TrustedRows {
  /** Values that the data set has. */
  readonly ranges: Ranges;
  /** Rows of the data set. */
  readonly nRows: number;
  /** Keys of its test rows, as {@linkcode keyOfValues} makes them. */
  readonly testKeys: ReadonlySet<string>;
  /** The features in the order of the keys. */
  readonly names: readonly string[];
}

/**
 * Makes a key by which equal rows are found.
 *
 * @param values Values of a row, in the order of the features.
 * @returns The key; numbers are equal if they are as 32-bit floats, which older logs keep.
 */
export function keyOfValues(values: readonly unknown[]): string {
  return JSON.stringify(
    values.map((value) => typeof value === "number" ? Math.fround(value) : value ?? null),
  );
}

/** How far beyond the data set's values a value may lie, as a share of their range. */
const MARGIN = 0.1;

/** Sources that are named in the sentences. */
const MAX_SOURCES = 50;

/**
 * Leaves out rows that lie far outside of the data set; those that are the test's own, as a model that
 * has learned them would be measured by what it knows; and what a source tells beyond as many rows as the
 * data set has, as whoever sends the most must not decide alone. Of those the newest are kept.
 *
 * @param rows Rows of trusted sources, the oldest first.
 * @param trusted What they are held against.
 * @returns What is left, and why the rest is not.
 */
export function screenOutcomes<Row extends ToldRow>(
  rows: readonly Row[],
  { ranges, nRows: maxRows, testKeys, names }: TrustedRows,
): ScreenedOutcomes<Row> {
  const refused: RefusedOutcomes[] = [];
  const kept = new Set<Row>();
  for (const [source, all] of Map.groupBy(rows, (row) => row.source)) {
    const told = all.filter(({ features }) =>
      !testKeys.has(keyOfValues(names.map((name) => features[name])))
    );
    if (told.length < all.length) {
      refused.push({ source, rows: all.length - told.length, reason: "they are rows of the test" });
    }
    const faults = told.map((row) => outlierOf(row, ranges));
    const usual = told.filter((_, index) => faults[index] === null);
    const [first] = faults.filter((fault) => fault !== null);
    if (first !== undefined) {
      refused.push({ source, rows: told.length - usual.length, reason: `outliers, e.g. ${first}` });
    }
    const beyond = Math.max(0, usual.length - maxRows);
    if (beyond > 0) {
      const reason = `a source counts for at most as many rows as the data set has, ${maxRows}`;
      refused.push({ source, rows: beyond, reason });
    }
    for (const row of usual.slice(beyond)) kept.add(row);
  }
  return { kept: rows.filter((row) => kept.has(row)), refused: refused.slice(0, 3 * MAX_SOURCES) };
}

function outlierOf({ features }: ToldRow, ranges: Ranges): string | null {
  for (const [name, [low, high]] of ranges) {
    const value = features[name];
    if (typeof value !== "number") continue;
    const margin = MARGIN * (high - low);
    if (value >= low - margin && value <= high + margin) continue;
    return `${name} ${value}, which the data set has from ${low} to ${high}`;
  }
  return null;
}
