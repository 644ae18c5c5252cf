import { deepEqual, equal } from "node:assert/strict";
import { ByteDictionary } from "./byte_dictionary.ts";
import { byCodePoint } from "./column.ts";
import { GrowingArray } from "./growing_array.ts";

Deno.test("byCodePoint() sorts as code points do, not UTF-16 units", () => {
  const texts = ["\u{1f600}", "\uff5e", "e", "é", "B", "b", "", "ba", "\u{1f601}"];
  deepEqual(texts.toSorted(byCodePoint), [
    "",
    "B",
    "b",
    "ba",
    "e",
    "é",
    "\uff5e",
    "\u{1f600}",
    "\u{1f601}",
  ]);
});

Deno.test("ByteDictionary numbers words in the order in which they come", () => {
  const dictionary = new ByteDictionary();
  const number = (word: string) => {
    const bytes = new TextEncoder().encode(`<${word}>`);
    return dictionary.number(bytes, 1, bytes.length - 1);
  };
  for (let round = 0; round < 2; round++) {
    for (let word = 0; word < 5000; word++) equal(number(`word ${word} é`), word);
  }
  equal(number(""), 5000);
  equal(number(""), 5000);
  equal(dictionary.size, 5001);
});

Deno.test("GrowingArray keeps what is pushed, and is empty once it is taken", () => {
  const column = new GrowingArray<Float64Array>((length) => new Float64Array(length));
  for (const count of [0, 1, 300, 200_000]) {
    for (let value = 0; value < count; value++) column.push(value);
    const values = column.take();
    equal(values.length, count);
    equal(values.every((value, index) => value === index), true);
  }
});
