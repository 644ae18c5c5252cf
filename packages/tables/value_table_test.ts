import { deepEqual, throws } from "node:assert/strict";
import { type Table, ValueTable } from "./mod.ts";
import { plainValues } from "./testdata/plain_table.ts";

const KINDS = [
  { name: "n", kind: "number" },
  { name: "big", kind: "number" },
  { name: "b", kind: "boolean" },
  { name: "w", kind: "category" },
  { name: "d", kind: "date" },
  { name: "l", kind: "nested" },
] as const;

const ROWS = [
  [1.5, "3", true, " x ", "2024-02-29", [1]],
  ["2.25", null, null, "", null, null],
  [null, "12345678901234567", false, "NA", new Date(86_400_000), []],
];

function columnsOf(table: Table): unknown {
  return table.columns.map((column) => [column.name, column.kind, plainValues(column)]);
}

Deno.test("ValueTable types what a source says, and makes words of numbers that no double holds", () => {
  const table = new ValueTable("q", KINDS, { target: "d", columns: {} });
  ROWS.forEach((row) => table.addRow(row));
  deepEqual(columnsOf(table.finish({ nRows: 3, format: { kind: "query" } })), [
    ["n", "number", [1.5, 2.25, null]],
    ["big", "category", ["3", null, "12345678901234567"]],
    ["b", "boolean", [true, null, false]],
    ["w", "category", ["x", null, "NA"]],
    ["d", "date", ["2024-02-29", null, "1970-01-02"]],
  ]);
});

Deno.test("ValueTable refuses values that are not what the schema says, by row", () => {
  const columns = { w: { kind: "number" }, l: { kind: "ignore" } } as const;
  const table = new ValueTable("q", KINDS, { columns });
  ROWS.forEach((row) => table.addRow(row));
  throws(() => table.finish({ nRows: 3, format: { kind: "query" } }), {
    message: 'Cannot read the table "q": line 1, column 1: "w" must be a number: is " x "; ' +
      'line 3, column 1: "w" must be a number: is "NA"',
  });
});

Deno.test("ValueTable refuses columns of one name, and a source without rows", () => {
  const twins = [{ name: "a", kind: "number" }, { name: "a", kind: "date" }] as const;
  throws(() => new ValueTable("q", twins, { columns: {} }), /column a is there twice/);
  const empty = new ValueTable("q", KINDS, { columns: {} });
  throws(
    () => empty.finish({ nRows: 0, format: { kind: "query" } }),
    /it must have rows: has none/,
  );
});
