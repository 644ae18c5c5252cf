import { deepEqual, equal, ok } from "node:assert/strict";
import { DEFAULT_HPA } from "./hpa.ts";
import { DEFAULT_KPA } from "./kpa.ts";
import { simulate } from "./simulation.ts";

const POD = {
  maxThroughput: 100,
  serviceSeconds: 0.01,
  maxConcurrency: 10,
  cpuSecondsPerRequest: 0.005,
  cpuRequest: 0.5,
  startSeconds: 2,
};

const KPA = { kind: "kpa", settings: DEFAULT_KPA } as const;
const HPA = { kind: "hpa", settings: DEFAULT_HPA } as const;

Deno.test("simulate() answers a load that one pod bears with one pod", () => {
  const result = simulate({
    load: () => 50,
    seconds: 120,
    pod: POD,
    autoscaler: KPA,
    initialPods: 1,
  });
  equal(Math.round(result.answered), 6000);
  equal(result.maxReady, 1);
  equal(Math.round(result.podSeconds), 120);
  // Half its capacity: 0.01 s / (1 - 0.5) = 0.02 s on average, whose median is 0.02 * ln 2.
  ok(Math.abs(result.latencySeconds.p50 - 0.0139) < 0.002);
});

Deno.test("simulate() starts the first pod at the first request, which waits for it", () => {
  const load = (second: number) => second < 10 ? 0 : 1;
  const { timeline, coldRequests } = simulate({
    load,
    seconds: 30,
    pod: POD,
    autoscaler: KPA,
    initialPods: 0,
  });
  deepEqual(
    timeline.filter(({ second }) => [9, 10, 11, 12].includes(second)).map((at) => at.ready),
    [
      0,
      0,
      0,
      1,
    ],
  );
  ok(coldRequests > 1.5 && coldRequests < 2.5);
});

Deno.test("simulate() goes back to zero after window and grace", () => {
  const load = (second: number) => second < 10 ? 20 : 0;
  const { timeline } = simulate({ load, seconds: 150, pod: POD, autoscaler: KPA, initialPods: 1 });
  const last = timeline.findLast(({ ready }) => ready > 0)!.second;
  ok(last >= 95 && last <= 105, `last pod at ${last} s`); // 10 + 60 + 30, and a tick or two
});

Deno.test("simulate() lets Knative follow a spike faster than the HPA", () => {
  const load = (second: number) => second < 60 ? 50 : 500;
  const run = { load, seconds: 180, pod: POD } as const;
  const kpa = simulate({ ...run, autoscaler: KPA, initialPods: 1 });
  const hpa = simulate({ ...run, autoscaler: HPA, initialPods: 2 });
  const enough = (result: typeof kpa) => result.timeline.find(({ ready }) => ready >= 5)!.second;
  ok(enough(kpa) < enough(hpa), `${enough(kpa)} s and ${enough(hpa)} s`);
  equal(Math.round(kpa.answered), Math.round(60 * 50 + 120 * 500));
});

Deno.test("simulate() counts as many requests out as in, less those still waiting", () => {
  const result = simulate({
    load: () => 1000,
    seconds: 60,
    pod: POD,
    autoscaler: { kind: "hpa", settings: { ...DEFAULT_HPA, maxReplicas: 3 } },
    initialPods: 2,
  });
  const waiting = result.timeline.at(-1)!.concurrency;
  const inside = 3 * 10;
  ok(Math.abs(60_000 - result.answered - (waiting - inside)) < 1);
});
