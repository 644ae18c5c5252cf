import { equal } from "node:assert/strict";
import { CpuMeter } from "./cpu_meter.ts";

const summary = (pods: Record<string, number[]>) => ({
  pods: Object.entries(pods).map(([uid, seconds]) => ({
    podRef: { uid },
    containers: seconds.map((used) => ({ cpu: { usageCoreNanoSeconds: used * 1e9 } })),
  })),
});

Deno.test("CpuMeter counts from the first look on, and a pod that came later from its birth", () => {
  const meter = new CpuMeter();
  meter.look([summary({ old: [10, 1], other: [99] })], new Set(["old"]));
  equal(meter.seconds, 0);
  meter.look([summary({ old: [12, 2], young: [0.5] })], new Set(["old", "young"]));
  equal(meter.seconds, 3.5);
});

Deno.test("CpuMeter keeps what a pod that has left had used", () => {
  const meter = new CpuMeter();
  meter.look([], new Set());
  meter.look([summary({ a: [4] })], new Set(["a"]));
  meter.look([summary({ b: [1] })], new Set(["a", "b"]));
  equal(meter.seconds, 5);
});
