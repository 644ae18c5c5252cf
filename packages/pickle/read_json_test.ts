import { deepEqual, throws } from "node:assert/strict";
import { readJson } from "./read_json.ts";

const read = (text: string, maxDepth = 8) => readJson(text, { maxDepth, name: "text" });

Deno.test("readJson() reads what JSON.parse reads", () => {
  for (
    const text of [
      "1",
      "-0.5e-3",
      '"a\\"\\u00e9\\n"',
      " [1, [2], [] ] ",
      "true",
      "null",
      '""',
      "[false]",
    ]
  ) {
    deepEqual(read(text), JSON.parse(text));
  }
});

Deno.test("readJson() keeps the order of keys and Python's words for numbers", () => {
  deepEqual(
    read('{"2": NaN, "1": -Infinity, "__proto__": {}}'),
    new Map<string, unknown>([
      ["2", NaN],
      ["1", -Infinity],
      ["__proto__", new Map()],
    ]),
  );
});

Deno.test("readJson() refuses what is no JSON, with its place", () => {
  for (
    const text of [
      "",
      "{",
      "[1,]",
      '{"a" 1}',
      '"\n"',
      "[1 2]",
      "01",
      "tru",
      "1 1",
      '"\\x"',
      "{1: 2}",
    ]
  ) {
    throws(
      () => read(text),
      /^PickleError: Cannot read skops file as its text is no JSON: .* at character \d+$/,
    );
  }
});

Deno.test("readJson() bounds its depth", () => {
  throws(() => read("[[[1]]]", 2), /its text is nested too deep at character 3/);
  deepEqual(read("[[1]]", 2), [[1]]);
});
