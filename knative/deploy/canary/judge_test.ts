import { deepEqual, equal, match, ok } from "node:assert/strict";
import { Metrics } from "../../../functions/predict/metrics/metrics.ts";
import { combine, type Counters, latencyQuantile, NO_REQUESTS, readCounters } from "./counters.ts";
import { type Comparison, comparisonText, judge } from "./judge.ts";

const METRICS = `# HELP predict_requests_total Requests answered, by route and status.
predict_requests_total{route="/predict",status="200"} 90
predict_requests_total{route="/predict",status="422"} 4
predict_requests_total{route="/explain",status="500"} 6
predict_requests_total{route="/readyz",status="503"} 1000
predict_request_duration_seconds_bucket{route="/predict",le="0.001"} 47
predict_request_duration_seconds_bucket{route="/predict",le="0.01"} 94
predict_request_duration_seconds_bucket{route="/predict",le="+Inf"} 94
predict_request_duration_seconds_bucket{route="/explain",le="0.001"} 0
predict_request_duration_seconds_bucket{route="/explain",le="0.01"} 6
predict_request_duration_seconds_bucket{route="/explain",le="+Inf"} 6
predict_request_duration_seconds_bucket{route="/livez",le="+Inf"} 5000
predict_requests_in_flight 3
`;

Deno.test("readCounters() sums what clients asked, and takes only the service's own faults for failed", () => {
  const counters = readCounters(METRICS);
  deepEqual([counters.answered, counters.failed], [100, 6]);
  deepEqual([...counters.within], [[0.001, 47], [0.01, 100], [Infinity, 100]]);
});

Deno.test("readCounters() knows the names that the service gives its metrics", () => {
  const metrics = new Metrics();
  const predict = metrics.ofRoute("/predict", true);
  for (const ms of [0.4, 0.4, 3]) predict.answered(200, ms);
  predict.answered(503, 20);
  metrics.ofRoute("/readyz").answered(200, 0.1);
  const { answered, failed, within } = readCounters(metrics.text());
  deepEqual([answered, failed], [4, 1]);
  deepEqual([within.get(0.0005), within.get(0.005), within.get(Infinity)], [2, 3, 4]);
});

Deno.test("latencyQuantile() lies within its bucket, as histogram_quantile does", () => {
  const counters = readCounters(METRICS);
  equal(latencyQuantile(counters, 0.47), 0.001);
  equal(latencyQuantile(counters, 0.735).toFixed(6), "0.005500");
  equal(Number.isNaN(latencyQuantile(NO_REQUESTS, 0.95)), true);
});

Deno.test("combine() takes an earlier reading away", () => {
  const counters = readCounters(METRICS);
  deepEqual(combine(counters, counters, -1).answered, 0);
  deepEqual(combine(NO_REQUESTS, counters, 1), counters);
});

/** Counters of so many requests, all answered within one bound. */
function counters(answered: number, failed = 0, seconds = 0.001): Counters {
  const bounds = [0.001, 0.0025, 0.005, 0.01, 0.1, 1, Infinity];
  return {
    answered,
    failed,
    within: new Map(bounds.map((bound) => [bound, bound < seconds ? 0 : answered])),
  };
}

const alike: Comparison = {
  old: counters(900),
  fresh: counters(100),
  probabilities: null,
  restarts: 0,
};

Deno.test("judge() calls what is alike good, once there is enough of it", () => {
  equal(judge(alike).state, "good");
  equal(judge({ ...alike, fresh: counters(49) }).state, "too few");
  // One fault of a hundred may be chance, and the old one has its own.
  equal(judge({ ...alike, fresh: counters(100, 1) }).state, "good");
  equal(judge({ ...alike, fresh: counters(100, 5), old: counters(900, 45) }).state, "good");
});

Deno.test("judge() finds faults that are no chance, at once", () => {
  const verdict = judge({ ...alike, fresh: counters(30, 6) });
  deepEqual(verdict, {
    state: "bad",
    reason: "6 of its 30 requests failed, and 0 of 900 of the old one",
  });
  equal(judge({ ...alike, restarts: 1 }).state, "bad");
});

Deno.test("judge() finds what is slower by more than a new pod's first answers", () => {
  equal(judge({ ...alike, fresh: counters(100, 0, 0.01) }).state, "good");
  const verdict = judge({ ...alike, fresh: counters(100, 0, 1) });
  match(verdict.state === "bad" ? verdict.reason : "", /^95 % of its answers take up to 955 ms/);
});

Deno.test("judge() takes no new Revision back for the first answers of its pods", () => {
  const old = combine(counters(870), counters(30, 0, 0.01), 1);
  const cold = combine(counters(45), counters(4, 0, 0.1), 1);
  ok(latencyQuantile(cold, 0.95) > 0.03);
  equal(judge({ ...alike, old, fresh: cold }).state, "too few");
  const slow = combine(counters(20), counters(28, 0, 0.1), 1);
  equal(judge({ ...alike, old, fresh: slow }).state, "bad");
});

Deno.test("judge() finds probabilities that drift from the old one's, and no chance of few rows", () => {
  const old = [40, 30, 30, 25, 20, 20, 15, 10, 5, 5];
  const same = old.map((count) => count / 2);
  const shifted = [0, 0, 0, 0, 5, 10, 15, 20, 25, 25];
  equal(judge({ ...alike, probabilities: { old, fresh: same } }).state, "good");
  const few = shifted.map((count) => Math.floor(count / 5));
  equal(judge({ ...alike, probabilities: { old, fresh: few } }).state, "good");
  const verdict = judge({ ...alike, probabilities: { old, fresh: shifted } });
  match(verdict.state === "bad" ? verdict.reason : "", /^its probabilities drift .* index \d/);
});

Deno.test("comparisonText() says what was compared", () => {
  equal(comparisonText(alike), "100 requests, 0 failed, p95 0.95 ms beside 0.95 ms");
});
