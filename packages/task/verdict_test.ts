import { deepEqual } from "node:assert/strict";
import { levelOf } from "./verdict.ts";

Deno.test("levelOf() takes the limits as the beginning of the level above", () => {
  const verdict = { member: "rain", event: "rain", levels: ["a", "b", "c"], limits: [0.3, 0.7] };
  deepEqual([0, 0.2999, 0.3, 0.6999, 0.7, 1].map((p) => levelOf(verdict, p)), [
    "a",
    "a",
    "b",
    "b",
    "c",
    "c",
  ]);
});
