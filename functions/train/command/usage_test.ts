import { deepEqual, ok } from "node:assert/strict";
import { USAGE } from "./usage.ts";

/** A screen and a half of 48 lines. */
const MAX_LINES = 72;
const MAX_COLUMNS = 100;

Deno.test("deno task train --help fits on a screen and a half", () => {
  const lines = USAGE.trimEnd().split("\n");
  ok(lines.length <= MAX_LINES, `${lines.length} lines`);
  deepEqual(lines.filter(({ length }) => length > MAX_COLUMNS), []);
});
