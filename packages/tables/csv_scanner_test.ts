import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { CsvScanner } from "./csv_scanner.ts";
import { FaultList } from "./table_error.ts";

function scan(pieces: readonly string[], delimiter = ","): { line: number; cells: string[] }[] {
  const records: { line: number; cells: string[] }[] = [];
  const faults = new FaultList("t.csv");
  const scanner = new CsvScanner({
    file: "t.csv",
    delimiter,
    faults,
    onRecord(record) {
      const cells = Array.from({ length: record.nCells }, (_, index) => record.text(index));
      records.push({ line: record.line, cells });
    },
  });
  for (const piece of pieces) scanner.push(new TextEncoder().encode(piece));
  scanner.finish();
  faults.throwIfAny();
  return records;
}

Deno.test("CsvScanner finds the same cells wherever the text is cut", () => {
  const text = 'a,b\r\n1,"x ""y""\r\nz" \r2,\n\n  \n"",3\n,';
  const whole = [
    { line: 1, cells: ["a", "b"] },
    { line: 2, cells: ["1", 'x "y"\r\nz'] },
    { line: 4, cells: ["2", ""] },
    { line: 7, cells: ["", "3"] },
    { line: 8, cells: ["", ""] },
  ];
  deepEqual(scan([text]), whole);
  for (let cut = 0; cut <= text.length; cut++) {
    deepEqual(scan([text.slice(0, cut), text.slice(cut)]), whole, `cut at ${cut}`);
  }
  deepEqual(scan([...text]), whole);
});

Deno.test("CsvScanner takes a quote in the middle of a cell as it stands", () => {
  deepEqual(scan(['5" pipe, "a, b"\n']), [{ line: 1, cells: ['5" pipe', "a, b"] }]);
});

Deno.test("CsvScanner takes many columns and long records", () => {
  const cells = Array.from({ length: 500 }, (_, index) => `${index}`);
  deepEqual(scan([cells.join("|"), "\n", cells.join("|")], "|").map((record) => record.cells), [
    cells,
    cells,
  ]);
});

Deno.test("CsvScanner says where a quote was opened that is never closed", () => {
  throws(
    () => scan(["a,b\n1,é", '\n2, "x\n3,y\n']),
    /^TableError: Cannot read the table "t\.csv": line 3, column 4: the quote before "x\\n3,y\\n"/,
  );
});

Deno.test("CsvScanner stops at a cell that is no value of a table", async () => {
  await rejects(
    async () => await Promise.resolve(scan(['a\n"', "x".repeat(600_000), "x".repeat(600_000)])),
    /line 2, column 2: a cell may have at most 1 MiB/,
  );
});

Deno.test("CsvScanner stops at a record without an end", () => {
  const scanner = new CsvScanner({
    file: "t.csv",
    delimiter: ",",
    faults: new FaultList("t.csv"),
    maxRecordBytes: 100,
    onRecord: () => true,
  });
  const push = (text: string) => scanner.push(new TextEncoder().encode(text));
  push("a,b\n1,2\n");
  for (let count = 0; count < 10; count++) push("123456789,");
  throws(() => push("1"), /line 3, column 1: a record may have at most 100 bytes: is longer/);
});

Deno.test("CsvScanner hears when the rest is not wanted", () => {
  let count = 0;
  const scanner = new CsvScanner({
    file: "t.csv",
    delimiter: ",",
    faults: new FaultList("t.csv"),
    onRecord: () => ++count < 2,
  });
  scanner.push(new TextEncoder().encode("a\nb\nc\nd\n"));
  scanner.push(new TextEncoder().encode("e\n"));
  scanner.finish();
  equal(count, 2);
});
