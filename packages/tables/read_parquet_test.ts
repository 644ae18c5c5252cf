import { deepEqual, equal, rejects } from "node:assert/strict";
import { bytesInMemory, readTable } from "./mod.ts";
import { fromBase64 } from "./testdata/csv_source.ts";
import FILES from "./testdata/parquet.json" with { type: "json" };
import { plainValues } from "./testdata/plain_table.ts";

const EXPECTED = {
  number: ["number", [1.5, null, null, -2.25]],
  single: ["number", [0.5, 1.5, null, 3]],
  whole: ["number", [3, 1, 2, null]],
  huge: ["category", ["9007199254740992", "1", "2", "2"]],
  money: ["number", [1.25, null, 3.5, 0.01]],
  flag: ["boolean", [true, false, null, true]],
  word: ["category", ["b", "NA", null, "b"]],
  level: ["category", ["lo", "hi", "lo", null]],
  "column_13": ["number", [0.5, 1.5, 2.5, 3.5]],
};

for (const [compression, base64] of Object.entries(FILES)) {
  Deno.test(`readTable() reads Parquet, compression ${compression}`, async () => {
    const table = await readTable(bytesInMemory("t.parquet", fromBase64(base64)));
    const columns = table.columns.map((
      column,
    ) => [column.name, [column.kind, plainValues(column)]]);
    deepEqual(Object.fromEntries(columns), EXPECTED);
    deepEqual(
      table.descriptions.flatMap(({ name, leftOut }) =>
        leftOut === null ? [] : [[name, leftOut.reason]]
      ),
      [["day", "date"], ["time", "date"], ["list", "nested"], ["raw", "nested"]],
    );
    deepEqual(table.notes.map(({ code }) => code), ["index-column"]);
  });
}

Deno.test("readTable() reads Parquet as a schema says", async () => {
  const source = bytesInMemory("t.parquet", fromBase64(FILES.snappy));
  const columns = {
    day: { kind: "date" },
    whole: { kind: "category" },
    number: { kind: "ignore" },
  } as const;
  const table = await readTable(source, { target: "time", schema: { columns } });
  const values = Object.fromEntries(
    table.columns.map((column) => [column.name, plainValues(column)]),
  );
  deepEqual(values["day"], ["2024-02-29", null, "1969-12-31", "1970-01-02"]);
  deepEqual(values["time"], ["2024-01-01T12:00:00Z", null, null, "2024-01-02"]);
  deepEqual(values["whole"], ["3", "1", "2", null]);
  equal(values["number"], undefined);
});

Deno.test("readTable() says that a Parquet file is cut short", async () => {
  const bytes = fromBase64(FILES.none);
  await rejects(
    readTable(bytesInMemory("t.parquet", bytes.subarray(0, bytes.length - 20))),
    /^TableError: Cannot read the table "t\.parquet": its Parquet must be whole and of a kind that is read here: /,
  );
});
