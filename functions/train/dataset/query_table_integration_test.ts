import type { Column } from "@mlops/tables";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { deepEqual, equal, match, notEqual, rejects } from "node:assert/strict";
import { queryTable } from "./query_table.ts";

const TABLE = `
  create type mood as enum ('sad', 'ok');
  create table visits (
    id int, big bigint, price numeric, size float8, word text, flag bool, day date, at timestamptz,
    noted timestamp, doc json, list int[], mood mood, code char(5), key uuid, fee money
  );
  insert into visits values
    (1, 9007199254740993, 1.50, 0.1, ' x', true, '2024-02-29', '2024-01-02 12:00+02',
      '2024-01-02 12:00', '{}', '{1}', 'ok', 'ab', '8beb7503-fced-453c-93ab-2e695b9b25f2', 1.5),
    (2, 3, null, 'NaN', '', false, null, null, null, null, null, 'sad', null, null, null);`;

/** More rows than are fetched at once. */
const MANY = "select n, n % 2 = 0 as even, (n % 3)::text as word, n / 4.0 as part " +
  "from generate_series(1, 2500) as n order by n";

function valuesOf(column: Column): unknown[] {
  if (column.kind === "number") return [...column.values];
  if (column.kind === "date") return [...column.days];
  const { codes } = column;
  const words = column.kind === "category" ? column.categories : [false, true];
  return Array.from(codes, (code) => code === -1 ? null : words[code]);
}

Deno.test("queryTable()", async (t) => {
  await using postgres = await TestedPostgres.start();
  for (const statement of TABLE.split(/;\s*/)) if (statement) await postgres.query(statement);
  const url = postgres.adminUrl;

  await t.step("types columns as the database does", async () => {
    const schema = { target: "day", columns: { at: { kind: "date" }, noted: { kind: "date" } } };
    const query = "select * from visits order by id; -- the newest";
    const { table } = await queryTable(url, query, { schema: schema as never });
    deepEqual(Object.fromEntries(table.columns.map((column) => [column.name, valuesOf(column)])), {
      id: [1, 2],
      big: ["9007199254740993", "3"],
      price: [1.5, NaN],
      size: [0.1, NaN],
      word: ["x", null],
      flag: [true, false],
      day: [19782, NaN],
      at: [19724 + 10 / 24, NaN],
      noted: [19724.5, NaN],
      mood: ["ok", "sad"],
      code: ["ab", null],
      key: ["8beb7503-fced-453c-93ab-2e695b9b25f2", null],
      fee: ["$1.50", null],
    });
    const leftOut = table.descriptions.filter((column) => column.leftOut !== null);
    deepEqual(leftOut.map(({ name }) => name), ["doc", "list"]);
    deepEqual(table.notes, []);
  });

  await t.step("reads many rows, with a digest of the query and of them", async () => {
    const { table, sha256 } = await queryTable(url, MANY);
    equal(table.nRows, 2500);
    deepEqual(valuesOf(table.columns.at(-1)!).slice(-2), [624.75, 625]);
    match(sha256, /^[0-9a-f]{64}$/);
    equal((await queryTable(url, MANY)).sha256, sha256);
    notEqual((await queryTable(url, MANY.replace("4.0", "5.0"))).sha256, sha256);
  });

  await t.step("tells the database whose connection it is", async () => {
    const query = "select current_setting('application_name') || n % 2 as name, n " +
      "from generate_series(1, 4) as n order by n";
    const { table } = await queryTable(url, query);
    deepEqual(valuesOf(table.columns[0]!), ["train1", "train0", "train1", "train0"]);
  });

  await t.step("notes that rows without an order may come otherwise", async () => {
    const { table } = await queryTable(url, "select id, big from visits");
    deepEqual(table.notes.map(({ code }) => code), ["unordered-rows"]);
  });

  await t.step("writes nothing, whatever the query says", async () => {
    for (
      const query of [
        "delete from visits returning id",
        "with gone as (delete from visits returning id) select * from gone",
        "commit",
        "select 1; delete from visits",
      ]
    ) await rejects(queryTable(url, query), /Cannot read the query's rows|must have rows/, query);
    equal((await postgres.query("select * from visits")).length, 2);
  });

  await t.step("says what the database says, and that two columns have one name", async () => {
    await rejects(queryTable(url, "select * from nowhere"), {
      message: "Cannot read the query's rows as it must be one statement that reads: " +
        'relation "nowhere" does not exist',
    });
    await rejects(queryTable(url, "select 1 as a, 2 as a"), /column a is there twice/);
    await rejects(queryTable(url, "select 1 as a where false"), /it must have rows: has none/);
    const pooled = new URL(url);
    pooled.searchParams.set("pool_mode", "transaction");
    await rejects(queryTable(pooled, "select 1 as a"), /the connection must be its own/);
    await postgres.stop();
    await rejects(queryTable(url, "select 1 as a"), /the database must answer: /);
  });
});
