import { deepEqual } from "node:assert/strict";
import plugin from "./house_rules.ts";

function messages(filename: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, filename, source).map(({ message }) => message);
}

Deno.test("pure-packages names an effect in a pure package", () => {
  deepEqual(messages("/x/packages/forest/a.ts", "export const t = Date.now() + Math.random();"), [
    "Date.now in a pure package: take it as an argument",
    "Math.random in a pure package: take it as an argument",
  ]);
  deepEqual(messages("/x/packages/onnx/a.ts", "await fetch('x');"), [
    '"fetch" in a pure package: it has no effects',
  ]);
});

Deno.test("pure-packages lets a property and a test pass", () => {
  deepEqual(messages("/x/packages/onnx/a.ts", "export const a = b.fetch;"), []);
  deepEqual(messages("/x/packages/onnx/a_test.ts", "Deno.test('x', () => {});"), []);
  deepEqual(messages("/x/functions/predict/a.ts", "await fetch('x');"), []);
});

Deno.test("pure-packages refuses the environment in any library", () => {
  deepEqual(messages("/x/packages/mlflow/a.ts", "Deno.env.get('A');"), [
    "A library reads no environment: take an option",
  ]);
});

Deno.test("one-listen refuses a program that serves in its own way", () => {
  const source = "Deno.serve({ port: 1 }, answer);";
  deepEqual(messages("/x/functions/a/main.ts", source), [
    "Serve by listen() of @mlops/processes, which says that a port is taken",
  ]);
  deepEqual(messages("/x/packages/processes/listen.ts", source), []);
  deepEqual(messages("/x/functions/a/testing/a.ts", source), []);
});

Deno.test("one-sitting refuses a file of 301 lines", () => {
  deepEqual(messages("/x/ui/a.ts", "a();\n".repeat(300)), []);
  deepEqual(messages("/x/ui/a.ts", "a();\n".repeat(301)), [
    "301 lines: split the file, none passes 300",
  ]);
});

Deno.test("certain-index refuses a cast and a filler for an index that holds", () => {
  const message = "Write x[i]! of an index that certainly holds, and test one that may miss";
  for (
    const wrong of [
      "x[i] as number",
      "x[0] as string",
      "x[row] ?? 0",
      "x[2 * k + 1] ?? NaN",
      "x[a[i]] ?? -1",
    ]
  ) deepEqual(messages("/x/ui/a.ts", `f(${wrong});`), [message], wrong);
});

Deno.test("certain-index lets a certain index, one that may miss and a key pass", () => {
  for (
    const right of ["x[i]!", "x.at(i) ?? 0", "x[i] ?? size", "values[name] ?? 0", "x[i] as Row"]
  ) {
    deepEqual(messages("/x/ui/a.ts", `f(${right});`), [], right);
  }
});

Deno.test("idle-spread refuses a spread of what is written out", () => {
  const message = "A spread of what is written out: write it without";
  deepEqual(messages("/x/ui/a.ts", 'f(...["a", "b"]);'), [message]);
  deepEqual(messages("/x/ui/a.ts", "f([...[a], b]);"), [message]);
  deepEqual(messages("/x/ui/a.ts", "f({ ...{ a }, b });"), [message]);
  deepEqual(messages("/x/ui/a.ts", "f([...a, ...b ? [c] : []], { ...a, ...b && { c } });"), []);
});
