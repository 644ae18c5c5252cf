import { referenceTest, runPython } from "@mlops/testing/reference";
import { deepEqual } from "node:assert/strict";
import { formatPyYaml, parsePyYaml } from "./py_yaml.ts";

const TEXTS = [
  "",
  " ",
  " a",
  "a ",
  "a  b",
  "a: b",
  "a #b",
  "#",
  "-",
  "- a",
  "?",
  ": x",
  "[a]",
  "{a}",
  "&a",
  "*a",

  "!a",
  "|",
  ">",
  "%a",
  "@a",
  "`a`",
  "'a'",
  '"a"',
  "it's",
  "a\\b",
  "=",
  "<<",
  "~",
  "null",
  "yes",
  "No",

  "on",
  "y",
  "1e5",
  "1.0e+5",
  "0123",
  "0o14",
  "0x1f",
  "0b1",
  "1_000",
  "+1",
  "12:30",
  ".5",
  ".inf",
  ".nan",

  "2026-11-25",
  "2026-11-23 15:55:46.866588",
  "---",
  "...",
  "--- a",
  "\n",
  "a\nb",
  "a\n",
  "\t",
  "a\tb",

  "\r",
  "a\r\nb",
  "\0",
  "\x7f",
  "\x9f",
  "\x85",
  "\u2028x",
  "\ufeff",
  "\uffff",
  "é😀",
  "70e12345678901234567890",
  "mlflow-artifacts:/1/2",
  "a:",
  "x ".repeat(200),
];
const NUMBERS = [0, -0, 1, -1.5, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 2 ** 53, 1 / 3];

referenceTest("formatPyYaml() is read by PyYAML as it was meant", ["python"], async () => {
  const written = formatPyYaml({
    texts: TEXTS,
    numbers: NUMBERS,
    keys: Object.fromEntries(TEXTS.map((text, index) => [text, index])),
    rest: { nested: [[1, [2]], { a: null, b: true, c: [], d: {} }] },
  });
  const program = `import json, sys, yaml
print(json.dumps([yaml.load(sys.argv[1], Loader=loader) for loader in (yaml.SafeLoader, yaml.CSafeLoader)]))`;
  // A program's argument cannot hold a NUL, which the writer escapes.
  const read: unknown = JSON.parse(await runPython(program, { args: [written] }));
  const meant = JSON.parse(JSON.stringify(parsePyYaml(written)));
  deepEqual(read, [meant, meant]);
  deepEqual(meant.texts, TEXTS);
  deepEqual(meant.numbers, NUMBERS.map((number) => number + 0));
});

referenceTest("parsePyYaml() reads what PyYAML wrote", ["python"], async () => {
  // PyYAML writes a line's end other than "\\n" inside quotes as it is, and reads it back as a fold.
  const texts = TEXTS.filter((text) => !/[\x85\u2028]/.test(text));
  const program = `import json, sys, yaml
value = {"texts": json.loads(sys.argv[1]), "numbers": [1e21, 1e-7, 0.1, 5e-324, 2**53], "none": None, "yes": True}
sys.stdout.write(yaml.safe_dump(value, default_flow_style=False, allow_unicode=True))`;
  const written = await runPython(program, { args: [JSON.stringify(texts)] });
  deepEqual(parsePyYaml(written), {
    texts,
    numbers: [1e21, 1e-7, 0.1, 5e-324, 2 ** 53],
    none: null,
    yes: true,
  });
});
