import { equal } from "node:assert/strict";
import { WindowAverage } from "./window_average.ts";

Deno.test("WindowAverage averages over the part of the window that has data", () => {
  const window = new WindowAverage(60);
  window.record(100, 6);
  window.record(101, 12);
  equal(window.average(101), 9);
});

Deno.test("WindowAverage forgets what is older than the window", () => {
  const window = new WindowAverage(3);
  for (const [second, value] of [[0, 9], [1, 9], [2, 9], [3, 0], [4, 0]] as const) {
    window.record(second, value);
  }
  equal(window.average(4), 3);
});

Deno.test("WindowAverage shortens the window by the seconds without news", () => {
  const window = new WindowAverage(4);
  window.record(0, 8);
  window.record(1, 4);
  equal(window.average(3), 6);
});

Deno.test("WindowAverage counts a gap as zero", () => {
  const window = new WindowAverage(10);
  window.record(0, 8);
  window.record(3, 8);
  equal(window.average(3), 4);
});

Deno.test("WindowAverage is empty after more than a window of silence, and starts anew", () => {
  const window = new WindowAverage(3);
  window.record(0, 9);
  equal(window.isEmpty(3), false);
  equal(window.isEmpty(4), true);
  equal(window.average(4), 0);
  window.record(10, 2);
  equal(window.average(10), 2);
});

Deno.test("WindowAverage rounds to six digits, as roundToNDigits() does since Knative 1.24", () => {
  const average = (...values: readonly number[]) => {
    const window = new WindowAverage(60);
    for (const [second, value] of values.entries()) window.record(second, value);
    return window.average(values.length - 1);
  };
  // The cases of `TestRoundToNDigits` that have six digits, and a third, which 1.15 cut to 0.666666.
  equal(average(3.6e-17), 0);
  equal(average(12_345), 12_345);
  equal(average(1, 1, 0), 0.666667);
  equal(average(0.1, 0.2, 0.3), 0.2); // 0.6000000000000001 / 3 is more than that
});
