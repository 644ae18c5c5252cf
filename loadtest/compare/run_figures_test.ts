import { deepEqual, equal } from "node:assert/strict";
import type { Sample } from "../sample.ts";
import { runFigures } from "./run_figures.ts";
import type { RunResult } from "./run_result.ts";

const sample = (seconds: number, metricSeen: number | null, podsReady: number): Sample => ({
  seconds,
  metricSeen,
  podsReady,
  podsStarting: 0,
  podsDesired: 1,
  concurrency: 10,
  requestsPerSecond: 100,
  failuresPerSecond: 0,
  p95Ms: 20,
});

const run = (cpuSeconds: number, coldStartSeconds: number | null): RunResult => ({
  form: "knative",
  round: 1,
  requests: 1000,
  requestsPerSecond: 100,
  errors: 0,
  latencyMs: { p50: 1, p95: 2, p99: 3 },
  podsNeeded: 1,
  podsReady: 1,
  secondsToNeeded: 1,
  podSeconds: 10,
  cpuSeconds,
  coldStarts: 1,
  coldStartSeconds,
  secondsBack: null,
  // The load of 10 s begins at 2 s.
  timeline: [
    sample(1, 9, 0),
    sample(4, 4, 1),
    sample(8, 6, 1),
    sample(9, null, 1),
    sample(12, 0, 1),
  ],
});

Deno.test("runFigures() takes the counted share, the pods' cores and the cold start", () => {
  const load = { PROFILE: "closed", VUS: "20", DURATION_SECONDS: "10" };
  const { countedSpread, ...figures } = runFigures([run(4, 2), run(6, 5), run(5, null)], load);
  equal(countedSpread.toFixed(6), "0.200000"); // of 0.2 and 0.3
  deepEqual(figures, {
    countedShare: 0.25, // (4 + 6) of twice 20
    podCores: 0.5, // 5 core-seconds in 10 s
    coldStartSeconds: 4, // 3.5
  });
});
