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

Deno.test("one-sitting refuses a file of 301 lines", () => {
  deepEqual(messages("/x/ui/a.ts", "a();\n".repeat(300)), []);
  deepEqual(messages("/x/ui/a.ts", "a();\n".repeat(301)), [
    "301 lines: split the file, none passes 300",
  ]);
});
