import { deepEqual } from "node:assert/strict";
import { alignedLines } from "./aligned_lines.ts";

Deno.test("alignedLines() puts the cells of a column below each other", () => {
  deepEqual(alignedLines([["name", "", "✓"], ["shop", "good", ""]]), [
    "name        ✓",
    "shop  good",
  ]);
  deepEqual(alignedLines([]), []);
});
