import type { Column } from "./column.ts";
import { leftOut } from "./leave_out.ts";
import { columnSchema, type Schema } from "./schema.ts";
import type { Table } from "./table.ts";

/**
 * Finds the columns that give the target away: each of their values, a missing one among them, goes
 * with a single value of the target, and they have fewer values than half of the rows. Somebody wrote
 * them when the outcome was known.
 *
 * @example
 * ```ts
 * import { bytesInMemory, determiningColumns, readTable } from "@mlops/tables";
 * import { deepEqual } from "node:assert/strict";
 *
 * const csv = "paid,age,refund\nyes,30,none\nyes,41,none\nno,30,full\nno,52,full\nyes,52,none\n";
 * const table = await readTable(bytesInMemory("orders.csv", new TextEncoder().encode(csv)));
 * deepEqual(determiningColumns(table.columns, "paid"), ["refund"]);
 * ```
 *
 * @param columns The table's columns.
 * @param target Name of the one that is predicted.
 * @returns Names of the columns that determine it, in order; constants are not among them.
 */
export function determiningColumns(columns: readonly Column[], target: string): string[] {
  const found = columns.find(({ name }) => name === target);
  if (found === undefined) return [];
  const outcomes = valuesOf(found);
  // Where there is one outcome alone, nothing can give it away.
  if (new Set(outcomes.filter((outcome) => !isMissing(outcome, outcomes))).size < 2) return [];
  const nKnown = outcomes.length - found.nMissing;
  return columns
    .filter((column) => column !== found && determines(valuesOf(column), outcomes, nKnown / 2))
    .map(({ name }) => name);
}

/**
 * Leaves the columns out of a table that give its target away, unless a schema names their kind, or no
 * other column would be left.
 *
 * @param table The table.
 * @param schema What is known of it; names the target.
 * @returns The table without them; their descriptions say why.
 */
export function leaveOutDetermining(table: Table, schema: Schema): Table {
  const { target } = schema;
  if (target === undefined) return table;
  const names = new Set(
    determiningColumns(table.columns, target)
      .filter((name) => columnSchema(schema, name).kind === undefined),
  );
  const columns = table.columns.filter(({ name }) => !names.has(name));
  if (names.size === 0 || columns.every(({ name }) => name === target)) return table;
  return {
    ...table,
    columns,
    descriptions: table.descriptions.map((description) =>
      names.has(description.name)
        ? { ...description, hint: null, leftOut: leftOut(description.name, "determines-target") }
        : description
    ),
  };
}

function valuesOf(column: Column): Float64Array | Int32Array {
  return column.kind === "number"
    ? column.values
    : column.kind === "date"
    ? column.days
    : column.codes;
}

/** NaN among numbers, -1 among codes. */
function isMissing(value: number, values: Float64Array | Int32Array): boolean {
  return Number.isNaN(value) || (values instanceof Int32Array && value === -1);
}

function determines(
  values: Float64Array | Int32Array,
  outcomes: Float64Array | Int32Array,
  maxValues: number,
): boolean {
  const outcomeOf = new Map<number, number>();
  for (let row = 0; row < values.length; row++) {
    const outcome = outcomes[row]!;
    if (isMissing(outcome, outcomes)) continue;
    // A Map finds NaN again.
    const value = values[row]!;
    const before = outcomeOf.get(value);
    if (before === undefined) outcomeOf.set(value, outcome);
    else if (before !== outcome) return false;
    if (outcomeOf.size >= maxValues) return false;
  }
  return outcomeOf.size > 1;
}
