import { deepEqual, equal } from "node:assert/strict";
import { FEATURES } from "@mlops/tasks/diabetes";
import { assumedFeature, type ModelFeature, readFeature } from "./model_feature.ts";

import { canVary, gridOf, ticksOf } from "./what_if.ts";

const ASSUMED_FEATURES = FEATURES.map(assumedFeature);

function feature(name: string): ModelFeature {
  const found = ASSUMED_FEATURES.find((feature) => feature.name === name);
  if (found === undefined) throw new TypeError(name);
  return found;
}

Deno.test("gridOf() has every value of a short slider", () => {
  deepEqual(gridOf(feature("Pregnancies")), [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
  ]);
});

Deno.test("gridOf() stays on the grid of a long slider and reaches its end", () => {
  const grid = gridOf(feature("BMI"));
  equal(grid.length <= 241, true);
  deepEqual([grid[0], grid[1], grid.at(-1)], [0, 0.3, 67]);
});

Deno.test("gridOf() has every category, and yes and no", () => {
  const island = readFeature({ name: "island", type: "bytes", categories: ["Biscoe", "Dream"] });
  deepEqual(gridOf(island), ["Biscoe", "Dream"]);
  deepEqual(gridOf(readFeature({ name: "smoker", type: "bool" })), [false, true]);
  equal(canVary(readFeature({ name: "note", type: "bytes" })), false);
  equal(canVary(readFeature({ name: "x", type: "fp64" })), false);
});

Deno.test("ticksOf() writes no value below a curve that the column cannot have", () => {
  deepEqual(ticksOf({ min: 0, max: 1, step: 1 }), [0, 1]);
  deepEqual(ticksOf({ min: 37, max: 450, step: 1 }), [37, 244, 450]);
  deepEqual(ticksOf({ min: 0, max: 2.5, step: 0.01 }), [0, 1.25, 2.5]);
});
