import { deepEqual } from "node:assert/strict";
import fc from "fast-check";
import { CsvRowReader, featureCells } from "./csv_row_reader.ts";
import { bytesInMemory, readTable } from "./mod.ts";
import { plainValues } from "./testdata/plain_table.ts";

const CELL = fc.array(
  fc.constantFrom("a", "é", "😀", '"', ",", ";", "\t", "|", "\n", "\r\n", "\r", " ", "1", ".", "-"),
  { maxLength: 4 },
).map((parts) => parts.join(""));

const FILE = fc.record({
  rows: fc.array(fc.tuple(CELL, CELL, CELL), { minLength: 3, maxLength: 8 }),
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  isQuoted: fc.boolean(),
  cuts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
});

const NAMES = ["x", "y", "z"];

function bytesOf(
  { rows, delimiter, lineEnd, isQuoted }: typeof FILE extends fc.Arbitrary<infer F> ? F : never,
) {
  const write = (cell: string) =>
    isQuoted || /["\r\n]|^\s|\s$/.test(cell) || cell.includes(delimiter)
      ? `"${cell.replaceAll('"', '""')}"`
      : cell;
  const lines = [NAMES, ...rows].map((cells) => cells.map(write).join(delimiter));
  return new TextEncoder().encode(lines.join(lineEnd));
}

/** What stands in a cell, without the blanks around it; an empty one is missing. */
function expected(rows: readonly (readonly string[])[]): (string | null)[][] {
  return rows.map((cells) => cells.map((cell) => cell.trim() || null));
}

Deno.test("readTable() reads back whatever RFC 4180 can write, by any separator and line end", async () => {
  const columns = Object.fromEntries(
    NAMES.map((name) => [name, { kind: "category", missing: [] }]),
  );
  await fc.assert(
    fc.asyncProperty(FILE, async (file) => {
      const source = bytesInMemory("t.csv", bytesOf(file));
      const table = await readTable(source, { schema: { columns } as never });
      const read = table.columns.map(plainValues);
      deepEqual(file.rows.map((_, row) => read.map((values) => values[row])), expected(file.rows));
    }),
    { numRuns: 300 },
  );
});

Deno.test("CsvRowReader reads back the same, wherever the pieces are cut", () => {
  const readers = NAMES.map((name) =>
    featureCells({ name, kind: "text", categories: null, isNullable: true })
  );
  fc.assert(
    fc.property(FILE, (file) => {
      const bytes = bytesOf(file);
      const reader = new CsvRowReader(readers);
      const texts: (string | null)[] = [];
      let nPieces = 0;
      for (let start = 0; start < bytes.length;) {
        const end = start + file.cuts[nPieces++ % file.cuts.length]!;
        texts.push(...reader.push(bytes.subarray(start, end)).texts!);
        start = end;
      }
      texts.push(...reader.finish().texts!);

      deepEqual(texts, expected(file.rows).flat());
    }),
    { numRuns: 300 },
  );
});
