import { deepEqual, ok } from "node:assert/strict";
import { runSchemathesis } from "./schemathesis.ts";

Deno.test("Schemathesis finds nothing with all of its checks", async () => {
  const { isClean, text, trouble } = await runSchemathesis({ maxExamples: 5, seed: 1 });
  ok(isClean, text);
  deepEqual(trouble, []);
});

Deno.test("Schemathesis finds nothing where rights are on", async () => {
  const { isClean, text } = await runSchemathesis({ maxExamples: 5, seed: 1, isGuarded: true });
  ok(isClean, text);
});
