import { deepEqual, equal } from "node:assert/strict";
import { NO_FIGURES, readK6Figures, sampleBetween, sampleWithout } from "./k6_figures.ts";
import { liveLine } from "./live_line.ts";

const METRICS = {
  data: [
    { id: "http_reqs", attributes: { sample: { count: 1000, rate: 200 } } },
    { id: "http_req_failed", attributes: { sample: { rate: 0.01 } } },
    { id: "http_req_duration", attributes: { sample: { avg: 20, "p(95)": 55.5 } } },
  ],
};

Deno.test("readK6Figures() reads what k6's REST API says", () => {
  deepEqual(readK6Figures(METRICS), { requests: 1000, failed: 10, meanMs: 20, p95Ms: 55.5 });
  deepEqual(readK6Figures({ data: [] }), NO_FIGURES);
});

Deno.test("sampleBetween() takes rates, and the concurrency by Little's law", () => {
  const before = { seconds: 2, figures: { requests: 500, failed: 10, meanMs: 10, p95Ms: 20 } };
  const now = { seconds: 4, figures: readK6Figures(METRICS) };
  const sample = sampleBetween(before, now, {
    ready: 2,
    starting: 1,
    desired: 3,
    metricSeen: 1.5,
  });
  // 1000 * 20 ms - 500 * 10 ms = 15 s of waiting in 2 s.
  deepEqual(sample, {
    seconds: 4,
    podsReady: 2,
    podsStarting: 1,
    podsDesired: 3,
    metricSeen: 1.5,
    concurrency: 7.5,
    requestsPerSecond: 250,
    failuresPerSecond: 0,
    p95Ms: 55.5,
  });
  equal(
    liveLine(sample),
    "   4 s  pods ##+           2 ready  1 starting  3 wanted  7.5 in flight  250 requests/s  " +
      "p95 56 ms  0 failed/s",
  );
});

Deno.test("sampleBetween() knows no pods without a cluster", () => {
  const look = { seconds: 0, figures: NO_FIGURES };
  const sample = sampleBetween(look, { ...look, seconds: 1 }, undefined);
  deepEqual([sample.podsReady, sample.p95Ms], [null, null]);
  equal(liveLine(sample), "   1 s  0.0 in flight  0 requests/s  p95 - ms  0 failed/s");
});

Deno.test("sampleWithout() sees the pods while k6 is silent, and leaves the load as it was", () => {
  const pods = { ready: 1, starting: 0, desired: 2, metricSeen: null };
  const look = { seconds: 0, figures: NO_FIGURES };
  const before = sampleBetween(look, { seconds: 2, figures: readK6Figures(METRICS) }, pods);
  const sample = sampleWithout(before, { seconds: 3, pods: { ...pods, ready: 2 } });
  deepEqual(
    [sample.seconds, sample.podsReady, sample.requestsPerSecond, sample.p95Ms],
    [3, 2, 500, 55.5],
  );
  equal(sampleWithout(undefined, { seconds: 1, pods: undefined }).podsReady, null);
});
