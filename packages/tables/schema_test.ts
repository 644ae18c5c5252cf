import { deepEqual, equal, throws } from "node:assert/strict";
import {
  describeTable,
  parseSchema,
  printSchema,
  readTable,
  SchemaError,
  schemaOf,
} from "./mod.ts";
import { csvSource } from "./testdata/csv_source.ts";

Deno.test("parseSchema() reads what printSchema() writes", () => {
  const schema = {
    target: "y",
    task: "classification",
    columns: {
      'a "b"': { kind: "category", categories: ["x", "y"], missing: [] },
      n: { kind: "number", decimal: ",", label: "Länge", unit: "mm", min: 0, max: 10.5, step: 0.5 },
    },
  } as const;
  deepEqual(parseSchema(printSchema(schema)), schema);
  deepEqual(parseSchema(printSchema({ columns: {} })), { columns: {} });
});

Deno.test("parseSchema() tells all faults at once", () => {
  const text = JSON.stringify({
    tarket: "y",
    task: "guess",
    columns: {
      a: { kind: "int", min: 3, max: 2 },
      b: { categories: ["x", "x"] },
      c: 1,
      d: { colour: 1 },
    },
  });
  throws(() => parseSchema(text), (error) => {
    deepEqual((error as SchemaError).faults, [
      '"tarket" must be one of target, task, columns',
      'task must be one of classification, regression: is "guess"',
      'columns."a".kind must be one of number, boolean, category, date, ignore: is "int"',
      'columns."a".min must be below max: is 3, and max 2',
      'columns."b".categories must be an array of different texts: is ["x","x"]',
      'columns."b".categories must stand beside "kind": "category"',
      'columns."c" must be an object',
      'columns."d".colour must be one of kind, categories, missing, decimal, label, unit, min, max, step',
    ]);
    return true;
  });
  throws(() => parseSchema("{"), /^SchemaError: Cannot use the schema: it must be JSON: /);
  throws(() => parseSchema("[]"), /it must be an object$/);
});

const CSV = "id,constructor,y\n1,x,2024-01-01\n2,NA,2024-01-02\n3,z,2024-01-01\n";

Deno.test("schemaOf() writes down a table's kinds, which read it again in the same way", async () => {
  const table = await readTable(csvSource(CSV), { target: "y" });
  const schema = schemaOf(table, { target: "y", columns: {} });
  equal(
    printSchema(schema),
    `{
  "target": "y",
  "columns": {
    "id": {"kind":"number"},
    "constructor": {"kind":"category"},
    "y": {"kind":"date"}
  }
}
`,
  );
  const again = await readTable(csvSource(CSV), { schema });
  deepEqual(again.columns, table.columns);
});

Deno.test("describeTable() shows types, missing shares, ranges and what decided", async () => {
  deepEqual(describeTable(await readTable(csvSource(CSV))), [
    "id           integer                   1 to 3                    all 3 values are whole numbers",
    'constructor  category  33.3 % missing  2 values                  "x" on line 2 is no number',
    "y            date                      2024-01-01 to 2024-01-02  all values are ISO dates",
    '"y" is left out: a forest knows no time beyond the training\'s; its kind in a schema keeps it',
  ]);
});

Deno.test("schemaOf() of a file with decimal commas reads it again, too", async () => {
  const csv = csvSource("a;b;c\n1,5;1.234;x\n2,25;2;y\n");
  const table = await readTable(csv);
  deepEqual((await readTable(csv, { schema: schemaOf(table) })).columns, table.columns);
});
