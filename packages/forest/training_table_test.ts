import { deepEqual } from "node:assert/strict";
import { trainingTable } from "./training_table.ts";

Deno.test("trainingTable() ranks the values of each feature, equal ones alike", () => {
  const features = Float32Array.of(3, 1, -0, 1, 3, 1, 0, 2, -7, 1);
  const labels = Int32Array.of(0, 1, 0, 1, 0);
  const { values, ranks } = trainingTable(features, labels, { nFeatures: 2, nClasses: 2 });
  deepEqual(values.map((row) => [...row].map((value) => value + 0)), [[-7, 0, 3], [1, 2]]);
  deepEqual(ranks.map((row) => [...row]), [[2, 1, 2, 1, 0], [0, 0, 0, 1, 0]]);
});
