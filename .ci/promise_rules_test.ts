import { equal } from "node:assert/strict";
import plugin from "./promise_rules.ts";

function faults(body: string, filename = "/x/functions/predict/a.ts"): number {
  const source = `export async function f(a, b, c) {\n${body}\n}`;
  return Deno.lint.runPlugin(plugin, filename, source).length;
}

Deno.test("handled-at-once finds a promise that is waited for after something else", () => {
  equal(faults("const file = a(); await b(); return await file;"), 1);
  equal(faults("const file = a(); try { await b(); } finally { file.catch(() => {}); }"), 1);
  equal(faults("const file = a(); for await (const x of b()) c(x); await file;"), 1);
  equal(faults("const over = a().finally(() => c()); await b(); await over;"), 1);
  equal(
    faults("const file = a(); await b(); const late = async () => { await file; }; c(late);"),
    1,
  );
});

Deno.test("handled-at-once lets pass what has a handler from the start", () => {
  equal(faults("const file = a(); file.catch(() => {}); await b(); return await file;"), 0);
  equal(faults("const file = a().catch(() => null); await b(); return await file;"), 0);
  equal(faults("const file = a().then(c, c); await b(); return await file;"), 0);
  equal(faults("const file = a(); await Promise.all([file, b()]); return await file;"), 0);
  equal(faults("const file = a(); return await file;"), 0);
});

Deno.test("handled-at-once lets pass what is no promise, and tests", () => {
  equal(faults("const reader = a(); await b(); return reader.value;"), 0);
  equal(faults("const file = await a(); await b(); return file.then;"), 0);
  equal(faults("const file = a(); await b(); await file;", "/x/a_test.ts"), 0);
});
