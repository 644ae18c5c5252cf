import { byCodePoint } from "@mlops/tables";
import type { ToldRow } from "../feedback/choose_sources.ts";
import { keyOfValues, type ScreenedOutcomes, screenOutcomes } from "../feedback/screen_outcomes.ts";
import type { DataColumn, DataTarget, TableData } from "./table_data.ts";
import { labelText } from "./table_params.ts";

/**
 * Screens rows that came true beside a table. Rows of models with other columns are left out, and so are
 * outcomes that are no class of the table, or no number.
 *
 * @param data The table.
 * @param outcomes The rows, oldest first.
 * @param testPlaces Places among the table's rows of the test's.
 * @returns The rows to train on, and why others are not.
 */
export function screenTableOutcomes(
  data: TableData,
  outcomes: readonly ToldRow[],
  testPlaces: Int32Array,
): ScreenedOutcomes<ToldRow> {
  const { columns, target, rows } = data;
  const usable = outcomes.filter(({ features, outcome }) =>
    columns.every((column) => isValueOf(column, features[column.name])) &&
    isOutcome(target, outcome)
  );
  const numbers = columns.filter(({ kind }) => kind === "number");
  const cells = [...testPlaces].map((place) =>
    columns.map((column) => cellOf(column, rows[place]!))
  );
  return screenOutcomes(usable, {
    ranges: new Map(numbers.map((column) => [column.name, rangeOf(column, rows)])),
    nRows: rows.length,
    testKeys: new Set(cells.map(keyOfValues)),
    names: columns.map(({ name }) => name),
  });
}

function rangeOf({ values }: DataColumn, rows: Int32Array): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** A value as an outcome's row has it. */
function cellOf({ kind, words, values }: DataColumn, row: number): unknown {
  const value = values[row]!;
  if (words !== null) return words[value] ?? null;
  if (Number.isNaN(value)) return null;
  return kind === "boolean" ? value === 1 : value;
}

/**
 * Adds rows that came true below those of a table.
 *
 * @param data The table.
 * @param usable Rows with its columns and outcomes, oldest first.
 * @returns Both; `nOutcomes` tells how many rows came true.
 */
export function withOutcomes(
  data: TableData,
  usable: readonly ToldRow[],
): TableData & { readonly nOutcomes: number } {
  const { columns, target, rows } = data;
  const nBefore = columns[0]!.values.length;
  const added = Int32Array.from(usable, (_, index) => nBefore + index);
  return {
    columns: columns.map((column) =>
      extended(column, usable.map((row) => row.features[column.name]))
    ),
    target: extendedTarget(target, usable.map(({ outcome }) => outcome)),
    rows: joined(rows, [...added]) as Int32Array,
    nWithoutTarget: data.nWithoutTarget,
    nOutcomes: usable.length,
  };
}

function isValueOf({ kind, isOptional }: DataColumn, value: unknown): boolean {
  if (value === null || value === undefined) return isOptional;
  if (kind === "category") return typeof value === "string";
  if (kind === "boolean") return typeof value === "boolean" || value === 0 || value === 1;
  return typeof value === "number" && Number.isFinite(value);
}

function isOutcome(target: DataTarget, outcome: string): boolean {
  return target.kind === "classes"
    ? target.labels.some((label) => labelText(label) === outcome)
    : outcome.trim() !== "" && Number.isFinite(Number(outcome));
}

function extended(column: DataColumn, values: readonly unknown[]): DataColumn {
  const { words } = column;
  if (words === null) {
    const isCoded = column.values instanceof Int32Array;
    const numbers = values.map((value) => value === null ? isCoded ? -1 : NaN : Number(value));
    return { ...column, values: joined(column.values, numbers) };
  }
  const all = [...new Set([...words, ...values.filter((value) => typeof value === "string")])]
    .sort(byCodePoint);
  const codes = new Map(all.map((word, code) => [word, code]));
  const before = column.values.map((code) => code === -1 ? -1 : codes.get(words[code]!)!);
  const added = values.map((value) => typeof value === "string" ? codes.get(value)! : -1);
  return { ...column, words: all, values: joined(before, added) };
}

function joined(
  values: Float64Array | Int32Array,
  added: readonly number[],
): Float64Array | Int32Array {
  const length = values.length + added.length;
  const all = values instanceof Int32Array ? new Int32Array(length) : new Float64Array(length);
  all.set(values);
  all.set(added, values.length);
  return all;
}

function extendedTarget(target: DataTarget, outcomes: readonly string[]): DataTarget {
  if (target.kind === "numbers") {
    const numbers = joined(target.numbers, outcomes.map(Number)) as Float64Array;
    return { ...target, numbers, isWhole: target.isWhole && numbers.every(Number.isInteger) };
  }
  const indexOf = new Map(target.labels.map((label, index) => [labelText(label), index]));
  const added = outcomes.map((outcome) => indexOf.get(outcome)!);
  return { ...target, classOf: joined(target.classOf, added) as Int32Array };
}
