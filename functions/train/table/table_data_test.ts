import { bytesInMemory, readTable, TableError } from "@mlops/tables";
import { deepEqual, equal, rejects } from "node:assert/strict";
import { FeatureRows } from "./feature_rows.ts";
import { tableData, type TableTask } from "./table_data.ts";
import { divide } from "./table_split.ts";

const CSV = "ok,size,city,flag,rooms,price\n" +
  "true,1.5,Nîmes,true,3,10\nfalse,2.5,Orléans,,4,11\ntrue,,Nîmes,false,3,\ntrue,3.5,,true,5,12\n" +
  "false,4.5,Brest,true,2,13\n";

async function dataOf(target: string, task: TableTask, csv = CSV) {
  const source = bytesInMemory("t.csv", new TextEncoder().encode(csv));
  const kinds = { city: { kind: "category" }, ok: { kind: "boolean" }, flag: { kind: "boolean" } };
  const columns = csv === CSV ? kinds : {};
  const schema = { columns: columns as Record<string, { kind: "category" | "boolean" }> };
  return tableData(await readTable(source, { target, schema }), { target, task, file: "t.csv" });
}

Deno.test("tableData() puts numbers and whole booleans first, then categories and the other booleans", async () => {
  const { columns, rows, target, nWithoutTarget } = await dataOf("price", "regression");
  deepEqual(columns.map(({ name, kind, input }) => [name, kind, input]), [
    ["ok", "boolean", "boolean"],
    ["size", "number", "number"],
    ["rooms", "number", "integer"],
    ["city", "category", "category"],
    ["flag", "boolean", "number"],
  ]);
  deepEqual(rows, Int32Array.of(0, 1, 3, 4));
  equal(nWithoutTarget, 1);
  deepEqual(target.kind === "numbers" && [...target.numbers], [10, 11, 12, 13]);
});

Deno.test("divide() numbers the words of the training rows alone; all others are missing", async () => {
  const data = await dataOf("ok", "classification");
  const { features, train, test } = divide(data, Int32Array.of(0, 1, 3), Int32Array.of(4, 2));
  const city = features.findIndex(({ name }) => name === "city");
  deepEqual(features[city]!.categories, ["Nîmes", "Orléans"]);
  equal(train.rows.column(city).join(), "0,1,NaN");
  equal(test.rows.column(city).join(), "NaN,0");
  deepEqual(test.rows.values(1), {
    size: null,
    rooms: 3,
    price: null,
    city: "Nîmes",
    flag: false,
  });
  deepEqual(test.target.kind === "classes" && [...test.target.classOf], [0, 1]);
});

Deno.test("FeatureRows.as() gives the rows as another model numbers the words", async () => {
  const data = await dataOf("ok", "classification");
  const { test } = divide(data, Int32Array.of(0, 1), Int32Array.of(4, 2));
  const other = test.rows.as([
    { name: "city", kind: "category", categories: ["Brest", "Caen", "Nîmes"] },
    { name: "rooms", kind: "integer", categories: null },
  ]);
  deepEqual(other instanceof FeatureRows && [...other.numbers()], [0, 2, 2, 3]);
  equal(test.rows.as([{ name: "age", kind: "number", categories: null }]), "age");
});

for (
  const [what, target, task, csv, reason] of [
    ["a class with one row", "y", "classification", "x,y\n1,a\n2,a\n3,b\n", /"b" has 1/],
    ["a single class", "y", "classification", "x,y\n1,a\n2,a\n", /is always "a"/],
    ["words for a regression", "y", "regression", "x,y\n1,a\n2,b\n", /must hold numbers/],
    [
      "fractions for classes",
      "y",
      "classification",
      "x,y\n1,1.5\n2,2.5\n",
      /words or whole numbers/,
    ],
    ["a table of the target alone", "y", "regression", "y\n1\n2\n", /a column beside "y"/],
  ] as const
) {
  Deno.test(`tableData() refuses ${what}`, async () => {
    await rejects(dataOf(target, task, csv), (error) => {
      return error instanceof TableError && reason.test(error.message);
    });
  });
}

Deno.test("tableData() names classes of one row, and the way out where they are numbers", async () => {
  const reasonOf = async (values: readonly string[]) => {
    const csv = `a,y\n${values.map((value, row) => `${row % 4},${value}`).join("\n")}\n`;
    const table = await readTable(bytesInMemory("t.csv", new TextEncoder().encode(csv)));
    try {
      tableData(table, { target: "y", task: "classification", file: "t.csv" });
    } catch (error) {
      return (error as Error).message;
    }
    return "none";
  };
  equal(
    await reasonOf(["1", "1", "1", "2", "2", "9"]),
    'Cannot read the table "t.csv": every class of "y" must have at least 2 rows: 9 has 1 ' +
      "(--task regression predicts numbers)",
  );
  equal(
    await reasonOf(["a", "a", "b", "c", "d", "e", "f", "g", "h"]),
    'Cannot read the table "t.csv": every class of "y" must have at least 2 rows: ' +
      '"b", "c", "d", "e", "f" and 2 more have 1',
  );
});
