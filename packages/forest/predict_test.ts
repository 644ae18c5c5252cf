import { deepEqual } from "node:assert/strict";
import { predict } from "./predict.ts";

Deno.test("predict() picks the label of the largest probability, of equal ones the lower class", () => {
  const probabilities = Float64Array.of(0.2, 0.5, 0.3, 0.4, 0.2, 0.4, 0.25, 0.375, 0.375);
  deepEqual([...predict(probabilities, [-1, 4, 9])], [4, -1, 4]);
});

Deno.test("predict() picks class 0 at one half", () => {
  deepEqual([...predict(Float64Array.of(0.5, 0.5, 0.499, 0.501), [0, 1])], [0, 1]);
});
