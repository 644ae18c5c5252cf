import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { bytesInMemory, readTable, TableError } from "./mod.ts";
import type { DecimalMark, Table } from "./mod.ts";
import CASES from "./testdata/csv-cases.json" with { type: "json" };
import { csvSource, fromBase64 } from "./testdata/csv_source.ts";
import { plainTable, plainValues } from "./testdata/plain_table.ts";

interface GoldenOptions {
  readonly target?: string;
  readonly decimal?: DecimalMark;
  readonly schema?: Record<string, { kind: "category" | "ignore" }>;
}

/** 40 000 rows, some 600 KB: far more than the first look takes. */
const LONG = 40_000;

function longCsv(row: (index: number) => string, header = "a;b"): string {
  return `${header}\n${Array.from({ length: LONG }, (_, index) => row(index)).join("\n")}\n`;
}

function column(table: Table, name: string): Table["columns"][number] {
  const found = table.columns.find((each) => each.name === name);
  ok(found !== undefined, `${name} is kept`);
  return found;
}

for (const { name, base64, options, expected } of CASES) {
  Deno.test(`readTable() reads the golden case "${name}"`, async () => {
    const { schema, ...others } = options as GoldenOptions;
    const reading = readTable(bytesInMemory(name, fromBase64(base64)), {
      ...others,
      ...schema === undefined ? {} : { schema: { columns: schema } },
    });
    if ("error" in expected) {
      await rejects(reading, (error) => {
        ok(error instanceof TableError);
        const [first] = error.faults;
        deepEqual({ error: first!.code, line: first!.line }, expected);
        return true;
      });
    } else deepEqual(plainTable(await reading), expected);
  });
}

Deno.test("readTable() reads a column again that turns out to hold words further on", async () => {
  const csv = longCsv((row) => `${row === LONG - 1 ? "x" : row % 7}.0;${row % 2}`);
  const { columns, descriptions } = await readTable(csvSource(csv));
  const words = columns[0]!;
  ok(words.kind === "category");
  deepEqual(words.categories, ["0.0", "1.0", "2.0", "3.0", "4.0", "5.0", "6.0", "x.0"]);
  equal(words.categories[words.codes[LONG - 1]!], "x.0");
  equal(words.categories[words.codes[8]!], "1.0");
  equal(descriptions[0]!.decidedBy, `"x.0" on line ${LONG + 1} is no number`);
  equal(plainValues(columns[1]!)[LONG - 1], 1);
});

Deno.test("readTable() finds a decimal comma that comes late", async () => {
  const csv = longCsv((row) => row < LONG - 2 ? `${row % 9};${row % 5},250` : "1,5;2,250");
  const table = await readTable(csvSource(csv));
  equal(plainValues(column(table, "a"))[LONG - 1], 1.5);
  equal(plainValues(column(table, "b"))[3], 3.25);
  deepEqual(table.notes.map(({ code }) => code), ["decimal-comma"]);
});

Deno.test("readTable() takes a decimal comma back where its column turns out to hold words", async () => {
  const csv = longCsv((row) => `${row % 3},5${row === LONG - 1 ? " m" : ""};${row % 5}.5`);
  const table = await readTable(csvSource(csv));
  equal(column(table, "a").kind, "category");
  equal(plainValues(column(table, "b"))[3], 3.5);
});

Deno.test("readTable() reads a text that is no UTF-8 from its end on as Windows-1252", async () => {
  const csv = longCsv((row) => `${row % 2 === 0 ? "é" : "e"};${row}`);
  const bytes = new Uint8Array([...new TextEncoder().encode(csv), 0xe9, 59, 49, 10]);
  const table = await readTable(bytesInMemory("mixed.csv", bytes));
  ok(table.format.kind === "csv");
  equal(table.format.encoding, "windows-1252");
  const words = column(table, "a");
  ok(words.kind === "category");
  deepEqual(words.categories, ["e", "Ã©", "é"]);
});

Deno.test("readTable() keeps no words of a column with too many, unless it is the target", async () => {
  const csv = longCsv((row) => `${row % 2};word ${row}${row % 100 === 0 ? "NA" : ""}`);
  const { columns, descriptions } = await readTable(csvSource(csv));
  deepEqual(columns.map(({ name }) => name), ["a"]);
  equal(descriptions[1]!.type, "text");
  equal(descriptions[1]!.leftOut?.reason, "too-many-values");
  const kept = column(await readTable(csvSource(csv), { target: "b" }), "b");
  equal(kept.kind === "category" ? kept.categories.length : 0, LONG);
});

Deno.test("readTable() reads gzip, and says when it is cut short", async () => {
  const packed = new Response(
    new Blob(["a,b\n1,x\n2,y\n"]).stream().pipeThrough(new CompressionStream("gzip")),
  );
  const bytes = new Uint8Array(await packed.arrayBuffer());
  equal((await readTable(bytesInMemory("a.csv.gz", bytes))).nRows, 2);
  await rejects(
    readTable(bytesInMemory("a.csv.gz", bytes.subarray(0, bytes.length - 9))),
    /^TableError: Cannot read the table "a\.csv\.gz": its gzip must be whole: it is damaged or cut short/,
  );
});

Deno.test("readTable() takes the separator that a sep= line names", async () => {
  const table = await readTable(csvSource("\ufeffsep=|\r\na|b;c\r\n1|x;y\r\n2|z\r\n"));
  deepEqual(table.columns.map(({ name }) => name), ["a", "b;c"]);
  await rejects(
    readTable(csvSource("sep=;\na;b\n1;2\n1\n")),
    /line 4, column 1: a row must have 2/,
  );
});

Deno.test("readTable() tells all faults at once, in their order, with line and column", async () => {
  const csv = 'a,b,c\n1,inf,"x\ny"\n2,3\n4,5,"z" w\n6,1e39,v\n';
  await rejects(readTable(csvSource(csv)), (error) => {
    ok(error instanceof TableError);
    deepEqual(error.faults.map(({ code, line, column }) => [code, line, column]), [
      ["row-width", 4, 1],
      ["text-after-quote", 5, 5],
    ]);
    return true;
  });
  const numbers = "a,b,c\n1,inf,2\n2,3,Infinity\n4,5,1e39\n";
  await rejects(readTable(csvSource(numbers)), {
    message: 'Cannot read the table "table.csv": ' +
      'line 2, column 3: "b" must be finite and within float32: is "inf"; ' +
      'line 3, column 5: "c" must be finite and within float32: is "Infinity"',
  });
});

Deno.test("readTable() holds cells to what the schema says", async () => {
  const csv = "n,b,d,c\n1,true,2024-01-01,x\nx,2,soon,y\n";
  const columns = {
    n: { kind: "number" },
    b: { kind: "boolean" },
    d: { kind: "date" },
    c: { kind: "category", categories: ["x"] },
  } as const;
  await rejects(readTable(csvSource(csv), { schema: { columns } }), (error) => {
    ok(error instanceof TableError);
    deepEqual(error.faults.map(({ reason }) => reason), [
      '"n" must be a number: is "x"',
      '"b" must be true or false: is "2"',
      '"d" must be an ISO date: is "soon"',
      '"c" must be one of the schema\'s categories: is "y"',
    ]);
    return true;
  });
  await rejects(
    readTable(csvSource(csv), { target: "y", schema: { columns: { z: {} } } }),
    /SchemaError: Cannot use the schema: the table has no column "z": it has "n", "b", "d", "c"; the table has no column "y"/,
  );
});

Deno.test("readTable() says where a target is looked for, and what a header is", async () => {
  await rejects(readTable(csvSource("a,b\n1,2\n"), { target: "y" }), {
    message: 'Cannot find the target: the table has no column "y": it has "a", "b"',
  });
  await rejects(readTable(csvSource("Sales of May\n\na;y\n1;2\n"), { target: "y" }), {
    message: 'Cannot find the target: the table has no column "y": it has "Sales of May" alone ' +
      "(the first line must be the header, its names separated by , ; tab or |)",
  });
});

Deno.test("readTable() keeps what the schema gives a kind to", async () => {
  const csv = `id,zip,day\n${
    Array.from({ length: 30 }, (_, row) => `${row},0${row % 3},2024-01-0${row % 9 + 1}`).join("\n")
  }\n`;
  const columns = {
    id: { kind: "number" },
    zip: { kind: "number" },
    day: { kind: "date" },
  } as const;
  const table = await readTable(csvSource(csv), { schema: { columns } });
  deepEqual(table.columns.map(({ name, kind }) => [name, kind]), [
    ["id", "number"],
    ["zip", "number"],
    ["day", "date"],
  ]);
  equal(plainValues(table.columns[2]!)[1], "2024-01-02");
});

Deno.test("readTable() numbers columns of the same name", async () => {
  const table = await readTable(csvSource("a,a_2,a\n1,2,3\n2,3,5\n"));
  deepEqual(table.columns.map(({ name }) => name), ["a", "a_2", "a_3"]);
  deepEqual(table.notes.map(({ code }) => code), ["duplicate-name"]);
});

Deno.test("readTable() cuts an empty cell at the end of every row, but of some only complains", async () => {
  const table = await readTable(csvSource("a,b\n1,2,\n3,4,\n"));
  deepEqual(table.notes.map(({ code }) => code), ["trailing-separator"]);
  await rejects(
    readTable(csvSource("a,b\n1,2,\n3,4\n")),
    /line 2, column 1: a row must have 2 cells/,
  );
});
