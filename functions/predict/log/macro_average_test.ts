import { deepEqual, equal } from "node:assert/strict";
import { macroAverages } from "./macro_average.ts";

Deno.test("macroAverages() gives each class the same weight", () => {
  const { precision, recall, f1 } = macroAverages([
    { label: "a", outcome: "a", count: 3 },
    { label: "b", outcome: "a", count: 1 },
    { label: "b", outcome: "b", count: 1 },
  ]);
  equal(precision.value, 0.75);
  equal(recall.value, 0.875);
  equal(f1.value?.toFixed(12), "0.761904761905");
  deepEqual([f1.low, f1.high], [null, null]);
});

Deno.test("macroAverages() counts a class that nothing was taken for, or that never came, as 0", () => {
  const { precision, recall, f1 } = macroAverages([{ label: "a", outcome: "b", count: 2 }]);
  deepEqual([precision.value, recall.value, f1.value], [0, 0, 0]);
});

Deno.test("macroAverages() knows nothing without rows", () => {
  equal(macroAverages([]).recall.value, null);
});
