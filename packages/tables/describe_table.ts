import { alignedLines } from "./aligned_lines.ts";
import { isoText } from "./iso_date.ts";
import type { ColumnSchema, Schema } from "./schema.ts";
import type { ColumnDescription, Table } from "./table.ts";

/**
 * Writes down what a table was taken for, as a schema to be edited: the kinds of the columns that are
 * kept, "ignore" for those that are left out.
 *
 * @param table The table.
 * @param known What is known besides: the target, the task, and what a schema said of the columns.
 * @returns The schema, with every column of the table.
 */
export function schemaOf(table: Table, known: Schema = { columns: {} }): Schema {
  const columns: Record<string, ColumnSchema> = {};
  for (const { name, leftOut } of table.descriptions) {
    const kept = table.columns.find((column) => column.name === name);
    const said = Object.hasOwn(known.columns, name) ? known.columns[name]! : {};
    const kind = leftOut === null && kept !== undefined ? kept.kind : "ignore";
    // Assigning to "__proto__" would make no column.
    Object.defineProperty(columns, name, {
      value: { ...said, kind },
      enumerable: true,
    });
  }
  return { ...known, columns };
}

/**
 * Writes a table's columns for people: a line for each with its type, its missing share, its range and
 * what the type was decided by; then what was left out, what may have been meant otherwise, and what was
 * understood how.
 *
 * @param table The table.
 * @returns Lines without line ends.
 */
export function describeTable(table: Table): string[] {
  const rows = table.descriptions.map((column) => [
    // A line for each column, whatever its name holds.
    column.name.replaceAll(/\s+/g, " "),
    column.type,
    column.nMissing === 0 ? "" : `${percent(column.missingShare)} missing`,
    describeValues(column),
    column.decidedBy,
  ]);
  const leftOut = table.descriptions.flatMap((column) => column.leftOut?.sentence ?? []);
  const hints = table.descriptions.flatMap(({ name, hint }) =>
    hint === null ? [] : [`${JSON.stringify(name)} is read as words, as ${hint.why}: ${hint.way}`]
  );
  return [
    ...alignedLines(rows),
    ...leftOut,
    ...hints,
    ...table.notes.map(({ sentence }) => sentence),
  ];
}

function describeValues({ type, range, nValues }: ColumnDescription): string {
  if (range !== null) {
    const show = type === "date" ? isoText : String;
    return `${show(range.min)} to ${show(range.max)}`;
  }
  return nValues === null ? "" : nValues === 1 ? "1 value" : `${nValues} values`;
}

function percent(share: number): string {
  return share < 0.001 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`;
}
