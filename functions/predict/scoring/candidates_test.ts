import { deepEqual } from "node:assert/strict";
import { inOrder, type Lane } from "./candidates.ts";

const lane = (column: number, values: readonly (number | string)[], own: number): Lane => ({
  column,
  values,
  distanceOf: (value) => typeof value === "number" ? Math.abs(value - own) : 1,
});

Deno.test("inOrder() merges lanes by distance, then by feature, then by the lower number", () => {
  const lanes = [
    lane(1, [5, 6, 8], 5),
    lane(1, [4, 1], 5),
    lane(0, ["b", "a"], 0),
    lane(2, [], 0),
    lane(3, [3, 0], 2),
  ];
  const found = [...inOrder(lanes)].map(({ column, value, distance }) => [column, value, distance]);
  deepEqual(found, [
    [1, 5, 0],
    [0, "b", 1],
    [0, "a", 1],
    [1, 4, 1],
    [1, 6, 1],
    [3, 3, 1],
    [3, 0, 2],
    [1, 8, 3],
    [1, 1, 4],
  ]);
});

Deno.test("inOrder() sorts many values of many lanes", () => {
  const lanes = Array.from({ length: 90 }, (_, column) => {
    const values = Array.from(
      { length: column % 7 },
      (_, i) => (column * 31 % 17) + i * (1 + column % 3),
    );
    return lane(column, values, 0);
  });
  const distances = [...inOrder(lanes)].map(({ distance }) => distance);
  deepEqual(distances, distances.toSorted((a, b) => a - b));
});
