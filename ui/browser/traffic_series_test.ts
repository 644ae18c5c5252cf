import { deepEqual, equal } from "node:assert/strict";
import type { TrafficSample } from "./traffic_sample.ts";
import { traceTraffic } from "./traffic_series.ts";

const NOW = 1_800_000_000_000;

function sample(secondsAgo: number, values: Partial<TrafficSample> = {}): TrafficSample {
  return {
    time: NOW - secondsAgo * 1000,
    started: NOW - 60_000,
    inFlight: 0,
    requests: 0,
    errors: 0,
    p50: null,
    p95: null,
    modelVersion: "1",
    coldStartMs: null,
    ...values,
  };
}

/** The line's values in the last so many buckets of 5 s. */
function tail(line: readonly (readonly [number, number | null])[], count: number) {
  return line.slice(-count).map(([, value]) => value);
}

Deno.test("traceTraffic() makes rates of counters and adds instances up", () => {
  const samples = [10, 5, 0].map((ago, i) => sample(ago, { requests: i * 50, inFlight: 2 }));
  const series = traceTraffic([
    { instance: "a", samples },
    { instance: "b", samples },
  ], NOW);
  deepEqual(tail(series.requests, 2), [20, 20]);
  deepEqual(tail(series.inFlight, 2), [4, 4]);
  deepEqual(tail(series.instances, 2), [2, 2]);
  equal(series.requests.length, 180);
});

Deno.test("traceTraffic() knows nothing of the time before its first sample", () => {
  const series = traceTraffic([{ instance: "a", samples: [sample(4), sample(0)] }], NOW);
  deepEqual(tail(series.instances, 3), [null, null, 1]);
});

Deno.test("traceTraffic() lets a silent instance go", () => {
  const series = traceTraffic([
    { instance: "gone", samples: [sample(60), sample(55)] },
    { instance: "up", samples: [sample(60), sample(0)] },
  ], NOW);
  equal(series.instances.at(-1)?.[1], 1);
  deepEqual(
    series.perInstance.map(({ instance, isUp }) => [instance, isUp]),
    [["gone", false], ["up", true]],
  );
});

Deno.test("traceTraffic() counts the pods of each form, down to none", () => {
  const gone = { instance: "predict-00001-deployment-5d8f7c9b4-xk2lp", samples: [sample(20)] };
  const up = { instance: "ml-api-5d8f7c9b4-wwcqz", samples: [sample(20), sample(10), sample(0)] };
  const pods = traceTraffic([gone, up], NOW).pods;
  deepEqual(tail(pods?.knative ?? [], 5), [1, 1, 1, 0, 0]);
  deepEqual(tail(pods?.classic ?? [], 5), [1, 1, 1, 1, 1]);
  // Long after the last one has gone the form is still there, without a pod.
  deepEqual(tail(traceTraffic([up], NOW).pods?.knative ?? [], 1), [0]);
});

Deno.test("traceTraffic() tells no forms apart where there are no pods", () => {
  const local = { instance: "my-laptop", samples: [sample(0)] };
  equal(traceTraffic([local], NOW).pods, null);
});

Deno.test("traceTraffic() takes a counter that went down for a restart, not for a burst", () => {
  const series = traceTraffic([{
    instance: "a",
    samples: [
      sample(10, { requests: 1000 }),
      sample(5, { requests: 1010 }),
      sample(0, { requests: 8, started: NOW - 4000 }),
    ],
  }], NOW);
  deepEqual(tail(series.requests, 2), [2, 2]);
});

Deno.test("traceTraffic() shows no latency while nothing is answered", () => {
  const series = traceTraffic([{
    instance: "a",
    samples: [
      sample(10, { requests: 5, p95: 3 }),
      sample(5, { requests: 9, p95: 4 }),
      sample(0, { requests: 9, p95: 4 }),
    ],
  }], NOW);
  deepEqual(tail(series.p95, 2), [4, null]);
});
