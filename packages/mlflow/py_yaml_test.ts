import { deepEqual, equal, throws } from "node:assert/strict";
import { formatPyYaml, parsePyYaml } from "./py_yaml.ts";

Deno.test("parsePyYaml() takes plain scalars as PyYAML does", () => {
  const scalars: [string, unknown][] = [
    ["1e5", "1e5"],
    ["70e12345", "70e12345"],
    ["1.0e+5", 100_000],
    ["1_000", 1_000],
    ["0x1f", 31],
    ["010", 8],
    ["0o10", "0o10"],
    ["0b11", 3],
    ["-12", -12],
    ["1:30", 90],
    ["-1:30.5", -90.5],
    [".5", 0.5],
    [".inf", Infinity],
    ["-.INF", -Infinity],
    ["yes", true],
    ["Off", false],
    ["y", "y"],
    ["~", null],
    ["", null],
    ["2026-11-25", "2026-11-25"],
    ["'123'", "123"],
    ['"\\u00e9"', "é"],
  ];
  for (const [text, value] of scalars) {
    deepEqual(parsePyYaml(`key: ${text}`), { key: value }, text);
  }
});

Deno.test("parsePyYaml() lets the last of equal keys count, as PyYAML does", () => {
  deepEqual(parsePyYaml("a: 1\nb: 2\na: {c: 3, c: 4}"), { a: { c: 4 }, b: 2 });
  const hostile = parsePyYaml("__proto__: {x: 1}\nconstructor: 2") as Record<string, unknown>;
  deepEqual(Object.keys(hostile), ["__proto__", "constructor"]);
  equal(Object.getPrototypeOf(hostile), Object.prototype);
});

Deno.test("formatPyYaml() sorts keys and quotes what PyYAML would take for something else", () => {
  const text = formatPyYaml({
    b: [1, "1", 1.5, 1e-7, NaN, null, true, "true"],
    a: { date: "2026-11-25", plain: "mlflow-artifacts:/1", "é": "it's", empty: [] },
  });
  equal(
    text,
    `a:
  date: '2026-11-25'
  empty: []
  plain: mlflow-artifacts:/1
  é: it's
b:
- 1
- '1'
- 1.5
- 1.0e-7
- .nan
- null
- true
- 'true'
`,
  );
});

Deno.test("formatPyYaml() writes odd texts so that they are read back", () => {
  const texts = [
    "",
    " a ",
    "a\nb\n",
    "\t",
    "\0\x7f\x85\u2028\ufeff\uffff",
    "=",
    "<<",
    "- a",
    "a: b",
    "#",
    "é😀",
  ];
  deepEqual(parsePyYaml(formatPyYaml(texts)), texts);
  const keys = Object.fromEntries(texts.map((text) => [text, 1]));
  deepEqual(parsePyYaml(formatPyYaml(keys)), keys);
  equal(formatPyYaml(["\x85"]), '- "\\u0085"\n');
});

Deno.test("parsePyYaml() refuses what is no YAML", () => {
  throws(() => parsePyYaml("{a: [}"), { name: "YAMLParseError" });
});
