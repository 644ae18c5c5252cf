import { deepEqual, equal, ok } from "node:assert/strict";
import { anchorAt, fittingTicks, leftRoom, runsOf } from "./chart_geometry.ts";

Deno.test("runsOf() cuts a line at its gaps, and leaves a figure without neighbours alone", () => {
  deepEqual(
    runsOf([[0, null], [1, 5], [2, null], [3, 1], [4, 0], [5, null], [6, null], [7, 2]]),
    [[[1, 5]], [[3, 1], [4, 0]], [[7, 2]]],
  );
  deepEqual(runsOf([]), []);
  deepEqual(runsOf([[0, null]]), []);
});

Deno.test("anchorAt() keeps the texts at an axis' ends within it, and one alone amid it below its dot", () => {
  deepEqual([0, 0.5, 1].map(anchorAt), ["start", "middle", "end"]);
});

Deno.test("leftRoom() is the same for short texts, and holds long ones", () => {
  equal(leftRoom(["0 %", "50 %", "100 %"]), leftRoom([]));
  // A character of a chart is no wider than 7 pixels.
  ok(leftRoom(["0", "12 000 000"]) >= 10 * 7);
});

Deno.test("fittingTicks() keeps both ends where there is no room for all", () => {
  const ticks = ["7 févr. 2019", "12 janv. 2022", "17 déc. 2024"].map((text) => ({ text }));
  deepEqual(fittingTicks(ticks, 600), ticks);
  deepEqual(fittingTicks(ticks, 220), [ticks[0], ticks[2]]);
});
