import { deepEqual, equal } from "node:assert/strict";
import { commaEvidence, digitsAsName, readNumberText } from "./number_text.ts";
import { readPlainNumber } from "./plain_number.ts";

function plain(text: string, mark = "."): number {
  const bytes = new TextEncoder().encode(text);
  return readPlainNumber(bytes, 0, bytes.length, mark.charCodeAt(0));
}

Deno.test("readPlainNumber() gives the nearest double, or nothing", () => {
  let state = 1;
  const random = () => (state = Math.imul(state, 1664525) + 1013904223 >>> 0) / 2 ** 32;
  for (let round = 0; round < 20_000; round++) {
    const nDigits = 1 + Math.floor(random() * 15);
    let text = Array.from({ length: nDigits }, () => Math.floor(random() * 10)).join("");
    const at = Math.floor(random() * (nDigits + 1));
    text = `${random() < 0.5 ? "-" : ""}${text.slice(0, at)}.${text.slice(at)}`;
    equal(plain(text), Number(text), text);
  }
  equal(plain("0"), 0);
  equal(Object.is(plain("-0"), -0), true);
  equal(plain("1,5", ","), 1.5);
  for (
    const text of ["", "-", ".", "1e3", "+1", "1234567890123456", "1.2.3", "01", "1,5", " 1", "x"]
  ) {
    equal(plain(text), NaN, text);
  }
  equal(plain("1,234", ","), NaN);
});

Deno.test("readNumberText() reads the minus and the apostrophe of typesetting", () => {
  const texts = ["\u22121.5", "\u22121,234", "6\u2019647\u2019737.5", "\u22122e3"];
  deepEqual(texts.map((text) => readNumberText(text, ".")), [-1.5, -1234, 6647737.5, -2000]);
  equal(readNumberText("\u22121\u2019234,5", ","), -1234.5);
  deepEqual(["\u22121,234", "\u22121,5"].map(commaEvidence), ["either", "decimal"]);
  equal(digitsAsName("\u22129007199254740993"), "large-integer");
});

Deno.test("readNumberText() reads thousands marks and either decimal mark", () => {
  const read = (mark: "." | ",") => (text: string) => readNumberText(text, mark);
  deepEqual(["1,234", "12,345.5", "1 234", "1'234.5", "+1.", ".5", "1e3"].map(read(".")), [
    1234,
    12345.5,
    1234,
    1234.5,
    1,
    0.5,
    1000,
  ]);
  deepEqual(["1.234", "12.345,5", "1\u202f234,5", "1,234", ",5", "1,5E2"].map(read(",")), [
    1234,
    12345.5,
    1234.5,
    1.234,
    0.5,
    150,
  ]);
  for (
    const text of ["1,23", "0,123", "12,34,567", "1 234,567", "0x10", "1_000", "10%", "inf", ""]
  ) {
    equal(readNumberText(text, "."), NaN, text);
  }
});

Deno.test("commaEvidence() tells what a comma can be", () => {
  deepEqual(["1.5", "1,234", "0,123", "1,5", "1,234.5", "1,234,567"].map(commaEvidence), [
    "none",
    "either",
    "decimal",
    "decimal",
    "thousands",
    "thousands",
  ]);
});

Deno.test("digitsAsName() finds digits that are no quantity", () => {
  deepEqual(["0", "-0", "007", "10", "9007199254740991", "9007199254740992"].map(digitsAsName), [
    null,
    null,
    "leading-zeros",
    null,
    null,
    "large-integer",
  ]);
});
