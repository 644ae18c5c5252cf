import { deepEqual, equal } from "node:assert/strict";
import { CsvReading } from "./predict_csv.ts";

Deno.test("CsvReading reads lines across pieces and counts them by probability", () => {
  const reading = new CsvReading();
  for (const piece of ["Age,proba", "bility\n50,0.7", "7\r\n21,0.02\n", "33,1"]) reading.add(piece);
  equal(reading.rowCount, 2);
  reading.end();
  deepEqual(reading.columns, ["Age", "probability"]);
  deepEqual(reading.rows, [["50", "0.77"], ["21", "0.02"], ["33", "1"]]);
  deepEqual([reading.counts[0], reading.counts[15], reading.counts[19]], [1, 1, 1]);
});

Deno.test("CsvReading keeps 100 rows of many and counts all", () => {
  const reading = new CsvReading();
  reading.add("probability\n" + "0.5\n".repeat(1000));
  reading.end();
  equal(reading.rows.length, 100);
  equal(reading.rowCount, 1000);
  equal(reading.counts[10], 1000);
});

Deno.test("CsvReading takes the reason of a broken answer for what it is", () => {
  const reading = new CsvReading();
  reading.add("probability\n0.5\nerror: Line 3: Age must be a number\n");
  equal(reading.refusal, "Line 3: Age must be a number");
  equal(reading.rowCount, 1);
});

Deno.test("CsvReading takes quoted cells apart", () => {
  const reading = new CsvReading();
  reading.add('"a, ""b""",probability\n,0.1\n');
  deepEqual(reading.columns, ['a, "b"', "probability"]);
  deepEqual(reading.rows, [["", "0.1"]]);
});

Deno.test("CsvReading reads cells that hold line breaks, in the header, too", () => {
  const reading = new CsvReading();
  for (const piece of ['a,"x\r\n', 'y",label\n1,"one\ntw', 'o",p\n2,"un"",\n",q\n']) {
    reading.add(piece);
  }
  reading.end();
  deepEqual(reading.columns, ["a", "x\ny", "label"]);
  deepEqual(reading.rows, [["1", "one\ntwo", "p"], ["2", 'un",\n', "q"]]);
  equal(reading.refusal, "");
});

Deno.test("CsvReading reads answers to files with other separators and decimal commas", () => {
  for (const delimiter of [";", "\t", "|"]) {
    const reading = new CsvReading();
    const row = ['"a, ""b"""', "1,5", "0,77"].join(delimiter);
    reading.add(`${["name", "size", "probability"].join(delimiter)}\n${row}\n`);
    deepEqual(reading.columns, ["name", "size", "probability"]);
    deepEqual(reading.rows, [['a, "b"', "1,5", "0.77"]]);
    equal(reading.counts[15], 1);
  }
});
