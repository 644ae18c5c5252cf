import { equal } from "node:assert/strict";
import { DEFAULT_KPA, Kpa } from "./kpa.ts";

const SETTINGS = {
  ...DEFAULT_KPA,
  targetConcurrency: 10,
  stableWindowSeconds: 10,
  panicWindowSeconds: 2,
};

/** An autoscaler that has seen the same concurrency in every second of `[from, to)`. */
function seen(kpa: Kpa, from: number, to: number, concurrency: number): Kpa {
  for (let second = from; second < to; second++) kpa.observe(second, concurrency);
  return kpa;
}

Deno.test("Kpa wants concurrency / target pods, rounded up", () => {
  const kpa = seen(new Kpa(SETTINGS), 0, 10, 25);
  equal(kpa.decide(9, 3, 3), 3);
  equal(kpa.isPanicking, false);
});

Deno.test("Kpa panics at twice the capacity and then only adds pods for a stable window", () => {
  const kpa = seen(new Kpa(SETTINGS), 0, 10, 5);
  equal(kpa.decide(9, 1, 1), 1);
  seen(kpa, 10, 12, 80);
  // Panic window (80 + 80) / 2 / 10 = 8 pods; the stable one, (8 * 5 + 160) / 10 = 20, says 2.
  equal(kpa.decide(11, 1, 1), 8);
  equal(kpa.isPanicking, true);
  seen(kpa, 12, 20, 5);
  equal(kpa.decide(19, 8, 8), 8);
  seen(kpa, 20, 24, 5);
  equal(kpa.decide(23, 8, 8), 4); // out of panic, but not below half the ready pods
  equal(kpa.isPanicking, false);
});

Deno.test("Kpa stays between half and a thousand times the ready pods", () => {
  equal(seen(new Kpa(SETTINGS), 0, 10, 10).decide(9, 40, 40), 20);
  equal(seen(new Kpa({ ...SETTINGS, maxScaleUpRate: 2 }), 0, 10, 1000).decide(9, 4, 4), 8);
});

Deno.test("Kpa keeps the last pod for the grace period, then goes to zero", () => {
  const kpa = seen(new Kpa(SETTINGS), 0, 10, 0);
  equal(kpa.decide(10, 1, 1), 1);
  seen(kpa, 11, 40, 0);
  equal(kpa.decide(39, 1, 1), 1);
  equal(kpa.decide(40, 1, 1), 0);
});

Deno.test("Kpa keeps to its bounds and without news to what it wanted before", () => {
  const bounded = { ...SETTINGS, minScale: 2, maxScale: 5 };
  equal(seen(new Kpa(bounded), 0, 10, 0).decide(9, 2, 2), 2);
  equal(seen(new Kpa(bounded), 0, 10, 500).decide(9, 5, 5), 5);
  equal(new Kpa(SETTINGS).decide(100, 3, 3), 3);
});

Deno.test("Kpa delays a smaller wish by the scale-down delay", () => {
  const kpa = seen(new Kpa({ ...SETTINGS, scaleDownDelaySeconds: 6 }), 0, 10, 40);
  equal(kpa.decide(9, 4, 4), 4);
  seen(kpa, 10, 20, 20);
  equal(kpa.decide(14, 4, 4), 4);
  equal(kpa.decide(19, 4, 4), 3); // of the wishes since 13: 3 at 14 (mean 30), 2 now
  seen(kpa, 20, 26, 20);
  equal(kpa.decide(25, 4, 4), 2);
});
