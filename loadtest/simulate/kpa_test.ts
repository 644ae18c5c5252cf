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
  const kpa = seen(new Kpa({ ...SETTINGS, scaleDownDelaySeconds: 6 }), 0, 11, 40);
  equal(kpa.decide(10, 4, 4), 4);
  equal(seen(kpa, 11, 15, 0).decide(14, 4, 4), 4); // the mean, 24, says 3
  equal(seen(kpa, 15, 17, 0).decide(16, 4, 4), 3); // of the last three ticks: 3 at 14, 2 now
  equal(seen(kpa, 17, 21, 0).decide(20, 4, 4), 2);
});

// Cases of Knative Serving 1.24, `pkg/autoscaler/scaling/autoscaler_test.go`, whose autoscaler is told
// the means; here all seconds of both windows have them.

/** As its `newTestAutoscaler`, with windows so short that a mean is what was seen last. */
const UPSTREAM = {
  ...SETTINGS,
  stableWindowSeconds: 1,
  panicWindowSeconds: 1,
  maxScaleDownRate: 10,
  maxScaleUpRate: 10,
  panicThreshold: 100,
  scaleToZeroGraceSeconds: 0,
};

/** What an autoscaler with `ready` pods wants at once when so much is in flight. */
function wantedAt(kpa: Kpa, second: number, concurrency: number, ready = 1): number {
  kpa.observe(second, concurrency);
  return kpa.decide(second, ready, ready);
}

Deno.test("Kpa does not ask for another pod because adding up left something over", () => {
  const kpa = new Kpa({ ...SETTINGS, targetConcurrency: 0.2, stableWindowSeconds: 3 });
  for (const [second, value] of [0.1, 0.2, 0.3].entries()) kpa.observe(second, value);
  // 0.6000000000000001 / 3 / 0.2 would be a little more than one pod; two ready ones are no panic.
  equal(kpa.decide(2, 2, 2), 1);
});

Deno.test("Kpa delays scaling down as TestAutoscalerScaleDownDelay has it", () => {
  const kpa = new Kpa({ ...UPSTREAM, scaleDownDelaySeconds: 300 });
  equal(wantedAt(kpa, 2, 40), 4);
  equal(wantedAt(kpa, 300, 0), 4);
  equal(wantedAt(kpa, 302, 0), 0);
  equal(wantedAt(kpa, 540, 40), 4);
  equal(wantedAt(kpa, 600, 30), 4); // 4 still dominates
  equal(wantedAt(kpa, 660, 0), 4);
  equal(wantedAt(kpa, 840, 0), 3); // 4 scrolls out
  equal(wantedAt(kpa, 900, 0), 0);
});

Deno.test("Kpa remembers wishes by the tick, a delay that is no multiple of it rounded up", () => {
  // NewTimeWindow(5 s, 2 s) has 3 entries: at 11 (entry 5) that of 7 (entry 3) is there, at 12 not.
  const kpa = new Kpa({ ...UPSTREAM, scaleDownDelaySeconds: 5 });
  equal(wantedAt(kpa, 6, 40), 4);
  equal(wantedAt(kpa, 11, 20), 4);
  equal(wantedAt(kpa, 12, 20), 2);
});

Deno.test("Kpa delays no scale-down of a Revision that no route leads to", () => {
  // TestAutoscalerScaleDownDelayNotReachable: 4 pods were wanted, then none at once.
  const delayed = { ...UPSTREAM, scaleDownDelaySeconds: 300 };
  const unreachable = new Kpa({ ...delayed, reachability: "Unreachable" });
  equal(wantedAt(unreachable, 2, 40), 4);
  equal(wantedAt(unreachable, 60, 0), 0);
  for (const reachability of ["Reachable", "", undefined]) {
    const kpa = new Kpa(reachability === undefined ? delayed : { ...delayed, reachability });
    equal(wantedAt(kpa, 2, 40), 4);
    equal(wantedAt(kpa, 60, 0), 4);
  }
});

Deno.test("Kpa bounds neither the step down nor the last pods of such a Revision", () => {
  // AutoscalerStableModeDecreaseNonReachable, and the same where a route leads: 100 / 1.1 pods.
  const slow = { ...UPSTREAM, maxScaleDownRate: 1.1 };
  equal(wantedAt(new Kpa(slow), 0, 1, 100), 90);
  equal(wantedAt(new Kpa({ ...slow, reachability: "Unreachable" }), 0, 1, 100), 1);
  // `ScaleBounds` ignores min-scale there.
  const kept = { ...UPSTREAM, minScale: 3 };
  equal(wantedAt(new Kpa(kept), 0, 0, 3), 3);
  equal(wantedAt(new Kpa({ ...kept, reachability: "Unreachable" }), 0, 0, 3), 0);
});
