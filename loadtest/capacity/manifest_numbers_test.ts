import { equal, throws } from "node:assert/strict";
import {
  writeCpuRequest,
  writeKnativeNumbers,
  writeTargetRule,
  writeWorkshopRequest,
} from "./manifest_numbers.ts";

const NUMBERS = {
  capacity: {
    maxThroughput: 2123.4,
    isReached: true,
    serviceSeconds: 0.002,
    kneeConcurrency: 4.247,
    cpuSecondsPerRequest: 0.0005,
    target: 4,
    containerConcurrency: 212,
    cpuRequestMillis: 1487,
  },
  workshopMillis: 50,
  day: "2026-11-25",
};

const MANIFEST = `spec:
  annotations:
    # An old comment
    # of two lines.
    autoscaling.knative.dev/target: "10"
    autoscaling.knative.dev/target-utilization-percentage: "70"
  containerConcurrency: 50
  resources:
    requests:
      cpu: 40m
    limits:
      cpu: "1"
`;

Deno.test("writeKnativeNumbers() replaces numbers and their comments, and nothing else", () => {
  equal(
    writeKnativeNumbers(MANIFEST, NUMBERS),
    `spec:
  annotations:
    # Requests in flight per pod that the autoscaler aims at, of which it uses 70 %: the knee of
    # one pod, measured 2026-11-25 (deno task capacity): 2120 requests a second, 4.25 in flight.
    autoscaling.knative.dev/target: "4"
    autoscaling.knative.dev/target-utilization-percentage: "70"
  # Requests in flight that a pod is given at most; more wait in queue-proxy, where the autoscaler
  # sees them. What a pod answers in 0.1 s, or takes at all,
  # measured 2026-11-25 (deno task capacity).
  containerConcurrency: 212
  resources:
    requests:
      # 50 % of it, where the HPA adds a pod, are the load that Knative aims at, measured
      # 2026-11-25 (deno task capacity).
      cpu: 1487m
    limits:
      cpu: "1"
`,
  );
});

Deno.test("writeKnativeNumbers() writes over its own comments", () => {
  const once = writeKnativeNumbers(MANIFEST, NUMBERS);
  equal(writeKnativeNumbers(once, NUMBERS), once);
});

Deno.test("writeCpuRequest() writes the request and nothing else", () => {
  equal(
    writeCpuRequest("requests:\n  cpu: 1m\nlimits:\n  cpu: 2", NUMBERS),
    "requests:\n  # 50 % of it, where the HPA adds a pod, are the load that Knative aims at, " +
      "measured\n  # 2026-11-25 (deno task capacity).\n  cpu: 1487m\nlimits:\n  cpu: 2",
  );
});

const PATCH = `- op: replace
  path: /spec/template/spec/containers/0/resources/requests/cpu
  # An old comment
  value: 5m
`;

Deno.test("writeWorkshopRequest() cuts the request down to the room, and says so", () => {
  equal(
    writeWorkshopRequest(PATCH, NUMBERS),
    `- op: replace
  path: /spec/template/spec/containers/0/resources/requests/cpu
  # What lets every pod be scheduled, both autoscalers at their ceilings, measured 2026-11-25 (deno
  # task capacity); at 1487m both would add pods at the same load.
  value: 50m
`,
  );
});

Deno.test("writeWorkshopRequest() leaves the request as it is where there is room", () => {
  equal(
    writeWorkshopRequest(PATCH, { ...NUMBERS, workshopMillis: 2000 }),
    `- op: replace
  path: /spec/template/spec/containers/0/resources/requests/cpu
  # As in the base: there is room for it, measured 2026-11-25 (deno task capacity).
  value: 1487m
`,
  );
});

Deno.test("writeTargetRule() writes the target and no other rule", () => {
  const rules = (target: number) =>
    `- record: a
  expr: vector(10)

# What it is.
- record: predict_concurrency_target
  expr: vector(${target})

- record: b
  expr: vector(10)
`;
  equal(writeTargetRule(rules(10), NUMBERS), rules(4));
  throws(() => writeTargetRule("- record: a\n  expr: vector(10)\n", NUMBERS), RangeError);
});

Deno.test("writeKnativeNumbers() wants a manifest with the numbers", () => {
  throws(() => writeKnativeNumbers("spec:", NUMBERS), {
    name: "RangeError",
    message:
      'Cannot write the capacity as the manifest must have "autoscaling.knative.dev/target": it has not',
  });
});
