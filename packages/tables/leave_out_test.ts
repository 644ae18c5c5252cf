import { deepEqual, equal } from "node:assert/strict";
import {
  decideTask,
  describeTable,
  determiningColumns,
  leaveOutDetermining,
  readTable,
} from "./mod.ts";
import { csvSource } from "./testdata/csv_source.ts";

/** A table of one column beside another that is of use. */
async function reasonFor(
  name: string,
  value: (row: number) => string,
  nRows = 30,
): Promise<unknown> {
  const rows = Array.from({ length: nRows }, (_, row) => `"${value(row)}",${row % 3}.5`);
  const table = await readTable(csvSource(`${name},v\n${rows.join("\n")}\n`));
  return table.descriptions[0]!.leftOut?.reason ?? null;
}

Deno.test("readTable() leaves keys out by name or by counting up, from 20 rows on", async () => {
  const scattered = (row: number) => `${(row * 37) % 1009}`;
  for (const name of ["id", "user_id", "userId", "Row", "idx", "customer-key", "rownames"]) {
    equal(await reasonFor(name, scattered), "id-like", name);
  }
  for (const name of ["paid", "arid", "income", "monkey"]) {
    equal(await reasonFor(name, scattered), null, name);
  }
  equal(await reasonFor("n", (row) => `${row + 17}`), "id-like");
  equal(await reasonFor("user_id", scattered, 19), null);
  equal(await reasonFor("user_id", (row) => `${row % 29}`), null);
});

Deno.test("readTable() leaves words out that are no categories", async () => {
  equal(await reasonFor("w", (row) => `w${row}`), "too-many-values");
  equal(await reasonFor("w", (row) => `w${row}`, 19), null);
  equal(await reasonFor("w", (row) => `w${row % 29}`), null);
  equal(await reasonFor("w", (row) => `w${row % 51}`, 101), "too-many-values");
  equal(await reasonFor("w", (row) => `w${row % 51}`, 102), null);
  equal(await reasonFor("w", (row) => `w${row % 255}`, 600), null);
  equal(await reasonFor("w", (row) => `w${row % 256}`, 600), "too-many-values");
  equal(await reasonFor("w", (row) => `w${row % 400}`, 1200), "too-many-values");
});

Deno.test("readTable() leaves dates out as dates, however many there are, and the same date as constant", async () => {
  const day = (row: number) => new Date(86_400_000 * row).toISOString().slice(0, 10);
  equal(await reasonFor("sold", day), "date");
  equal(await reasonFor("sold", day, 400), "date");
  equal(await reasonFor("sold", () => day(0), 400), "constant");
});

Deno.test("determiningColumns() finds what gives the target away, and nothing else", async () => {
  const rows = Array.from({ length: 40 }, (_, row) => {
    const outcome = row % 4 === 0 ? "yes" : row % 7 === 0 ? "" : "no";
    const refund = outcome === "yes" ? "" : row % 2 === 0 ? "full" : "half";
    return `${outcome},${refund},${row % 5},${row}.5,${row % 4}`;
  });
  const { columns } = await readTable(csvSource(`y,refund,a,fine,quarter\n${rows.join("\n")}\n`));
  // Every value of "fine" is there once, which proves nothing.
  deepEqual(determiningColumns(columns, "y"), ["refund", "quarter"]);
  deepEqual(determiningColumns(columns, "z"), []);
});

Deno.test("decideTask() takes few whole numbers for classes", async () => {
  const task = async (value: (row: number) => string) => {
    const rows = Array.from({ length: 100 }, (_, row) => `${row % 7},${value(row)}`);
    const { columns } = await readTable(csvSource(`x,y\n${rows.join("\n")}\n`), { target: "y" });
    return decideTask(columns[1]!).task;
  };
  equal(await task((row) => `${row % 20}`), "classification");
  equal(await task((row) => `${row % 21}`), "regression");
  equal(await task((row) => `${row % 2}.5`), "regression");
  equal(await task((row) => `${row % 2 === 0}`), "classification");
  equal(await task((row) => `w${row}`), "classification");
  equal(await task((row) => `2024-01-${10 + row % 9}`), "regression");
});

Deno.test("decideTask() counts no whole numbers in a column without a value", async () => {
  const { columns } = await readTable(csvSource("x,y\n1,\n2,\n"), { target: "y" });
  equal(decideTask(columns[1]!).decidedBy, "it holds no value");
});

Deno.test("leaveOutDetermining() leaves out what gives the target away, unless it is wanted or all there is", async () => {
  const csv = "y,age,refund\nyes,30,none\nyes,41,none\nno,30,full\nno,52,full\nyes,52,none\n";
  const table = await readTable(csvSource(csv));
  const namesOf = (columns: Record<string, { kind: "category" }>) =>
    leaveOutDetermining(table, { target: "y", columns }).columns.map(({ name }) => name);
  deepEqual(namesOf({}), ["y", "age"]);
  deepEqual(namesOf({ refund: { kind: "category" } }), ["y", "age", "refund"]);
  const left = leaveOutDetermining(table, { target: "y", columns: {} }).descriptions[2]!.leftOut;
  equal(left?.reason, "determines-target");
  const alone = await readTable(csvSource(csv.replaceAll(/,\w+,/g, ",")));
  equal(leaveOutDetermining(alone, { target: "y", columns: {} }), alone);
});

Deno.test("leaveOutDetermining() says of no column that it gives away a target with one value", async () => {
  for (const outcome of ["yes", "1", "true"]) {
    const csv = "y,age,x\nyes,30,1\nyes,41,2\n,30,3\nyes,41,4\nyes,30,5\nyes,41,6\n";
    const table = await readTable(csvSource(csv.replaceAll("yes", outcome)), { target: "y" });
    equal(leaveOutDetermining(table, { target: "y", columns: {} }), table);
  }
});

Deno.test("a word that strayed among numbers is named where its column is left out", async () => {
  const rows = Array.from({ length: 120 }, (_, i) => `${i === 50 ? "abc" : i},${i % 2}`);
  const { descriptions } = await readTable(csvSource(`a,y\n${rows.join("\n")}\n`));
  equal(
    descriptions[0]!.leftOut?.sentence,
    '"a" is left out: it has too many different words for a category, as "abc" on line 52 is no number: ' +
      '{"kind": "number", "missing": ["abc"]} in a schema reads numbers',
  );
});

Deno.test("words that were meant for numbers or dates are told, kept or left out", async () => {
  const rows = Array.from({ length: 120 }, (_, i) =>
    [
      i === 3 ? "NR" : i,
      `$${i},500.00`,
      `${i % 9} kg`,
      `${i % 5}%`,
      `${10 + i % 9}/12/2024`,
      i === 119 ? "Total" : i % 7,
      `A${i % 4}`,
      `${i % 6}:30`,
      `1.2.${i % 3}`,
    ].map((cell) => `"${cell}"`).join());
  const table = await readTable(csvSource(`a,b,c,d,e,f,g,h,i\n${rows.join("\n")}\n`));
  deepEqual(describeTable(table).slice(9), [
    '"a" is left out: it has too many different words for a category, as "NR" on line 5 is no number: ' +
    '{"kind": "number", "missing": ["NR"]} in a schema reads numbers',
    '"b" is left out: it has too many different words for a category, as "$0,500.00" on line 2 is a ' +
    'number with "$": write the numbers without it',
    '"c" is read as words, as "0 kg" on line 2 is a number with "kg": write the numbers without it',
    '"d" is read as words, as "0%" on line 2 is a number with "%": write the numbers without it',
    '"e" is read as words, as "10/12/2024" on line 2 is no ISO date: write dates as 2024-12-31',
    '"f" is read as words, as "Total" on line 121 is no number: ' +
    '{"kind": "number", "missing": ["Total"]} in a schema reads numbers',
  ]);
});

Deno.test("an index of pandas that numbers the rows of another table is left out", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${(i * 7) % 30},${(i * 11) % 30},${i % 3}`);
  const { descriptions } = await readTable(csvSource(`,Unnamed: 0,y\n${rows.join("\n")}\n`));
  deepEqual(descriptions.map(({ name, leftOut }) => [name, leftOut?.reason]), [
    ["column_1", "id-like"],
    ["Unnamed: 0", "id-like"],
    ["y", undefined],
  ]);
});
