import type { Column, Table } from "../mod.ts";
import { isoText } from "../mod.ts";

/** The cells of a column as the golden files write them. */
export function plainValues(column: Column): unknown[] {
  switch (column.kind) {
    case "number":
      return Array.from(column.values, (value) => Number.isNaN(value) ? null : value);
    case "boolean":
      return Array.from(column.codes, (code) => code === -1 ? null : code === 1);
    case "date":
      return Array.from(column.days, (days) => Number.isNaN(days) ? null : isoText(days));
    case "category":
      return Array.from(column.codes, (code) => code === -1 ? null : column.categories[code]);
  }
}

/** A table as `csv-cases.json` writes it. */
export function plainTable(table: Table): unknown {
  const { encoding, delimiter, decimal } = table.format as Table["format"] & { kind: "csv" };
  return {
     encoding, delimiter, decimal ,
    rows: table.nRows,
    columns: table.columns.map((column) => ({
       name: column.name, kind: column.kind, missing: column.nMissing ,
      values: plainValues(column),
      ...column.kind === "category" ? { categories: column.categories } : {},
      ...column.kind === "number" ? { integer: column.isWhole } : {},
    })),
    dropped: table.descriptions.flatMap(({ name, leftOut }) =>
      leftOut === null ? [] : { name, reason: leftOut.reason }
    ),
    notes: [...new Set(table.notes.map(({ code }) => code))],
  };
}
