import { equal } from "node:assert/strict";
import { median } from "./median.ts";

Deno.test("median() takes the middle one in any order", () => {
  equal(median([10, 2, 9]), 9);
  equal(median([-1]), -1);
});

Deno.test("median() takes the mean of the two in the middle", () => {
  equal(median([4, 1, 3, 2]), 2.5);
});

Deno.test("median() of no values is not a number", () => {
  equal(median([]), NaN);
});
