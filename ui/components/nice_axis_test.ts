import { deepEqual, ok } from "node:assert/strict";
import { niceAxis } from "./nice_axis.ts";

function ticksOf(low: number, high: number): number[] {
  return niceAxis(low, high, String).ticks.map(({ at }) => at);
}

Deno.test("niceAxis() has at most five round ticks, and room for every value", () => {
  deepEqual(ticksOf(131_483, 192_397), [120_000, 140_000, 160_000, 180_000, 200_000]);
  deepEqual(ticksOf(0, 10_316), [0, 5_000, 10_000, 15_000]);
  deepEqual(ticksOf(-0.3, 0.4), [-0.4, -0.2, 0, 0.2, 0.4]);
  deepEqual(ticksOf(7, 7), [6, 6.5, 7, 7.5, 8]);
  deepEqual(ticksOf(0, 0), [-0.1, -0.05, 0, 0.05, 0.1]);
  for (const [low, high] of [[1e-9, 3e-9], [-1e12, 5], [99, 101], [0.1, 0.7], [-7, -2]] as const) {
    const { min, max, ticks } = niceAxis(low, high, String);
    ok(min <= low && high <= max && ticks.length >= 2 && ticks.length <= 5, `${low} to ${high}`);
  }
});
