import { deepEqual, equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { CsvSplitter } from "./csv_records.ts";

function recordsOf(...pieces: string[]) {
  const splitter = new CsvSplitter();
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

Deno.test("push() splits LF and CRLF lines, and leaves out a byte-order mark and empty lines", () => {
  deepEqual(recordsOf("\ufeffa,b\r\n1,2\n\n3,4"), [
    { line: 1, text: "a,b", cells: ["a", "b"] },
    { line: 2, text: "1,2", cells: ["1", "2"] },
    { line: 4, text: "3,4", cells: ["3", "4"] },
  ]);
});

Deno.test("push() keeps commas, quotes and line breaks inside of quotes, and counts their lines", () => {
  deepEqual(recordsOf('"a,""b""\nc",2\n3,"4"'), [
    { line: 1, text: '"a,""b""\nc",2', cells: ['a,"b"\nc', "2"] },
    { line: 3, text: '3,"4"', cells: ["3", "4"] },
  ]);
});

Deno.test("push() gives the same records wherever the text is cut", () => {
  const cell = fc.stringMatching(/^[a\n,"\r]{0,4}$/);
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { maxLength: 5 });
  fc.assert(fc.property(table, fc.array(fc.nat(40)), (rows, cuts) => {
    const text = rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(",") + "\n")
      .join("");
    const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length]
      .sort((a, b) => a - b);
    const pieces = places.slice(1).map((place, index) => text.slice(places[index], place));
    deepEqual(recordsOf(...pieces).map(({ cells }) => cells), rows);
  }));
});

Deno.test("end() refuses a quote that is left open, by its line", () => {
  throws(() => recordsOf('a,b\n1,"2\n3'), /line 2: a quote is left open/);
});

Deno.test("push() refuses text after a closing quote, by its line", () => {
  throws(() => recordsOf('a,b\n"1"x,2\n'), /line 2: a cell has text after its closing quote/);
});

Deno.test("push() refuses quotes in the middle of a cell, by its line", () => {
  throws(() => recordsOf('"",x"y,"z\n'), /line 1: a cell has quotes in its middle/);
});

Deno.test("push() refuses a record without an end before it fills the memory", () => {
  const splitter = new CsvSplitter();
  throws(() => splitter.push("a".repeat(64 * 1024 + 1)), /line 1: a record may have at most 65536/);
});

Deno.test("end() has nothing to say about an empty text", () => {
  equal(recordsOf("").length, 0);
});
