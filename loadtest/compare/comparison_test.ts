import { deepEqual, equal, match } from "node:assert/strict";
import type { Sample } from "../sample.ts";
import { type Comparison, mediansOf } from "./comparison.ts";
import { comparisonHtml, comparisonPicture } from "./comparison_page.ts";
import { comparisonParagraph } from "./paragraph.ts";
import { type RunResult, runResult } from "./run_result.ts";

const sample = (seconds: number, ready: number, starting: number, desired: number): Sample => ({
  seconds,
  podsReady: ready,
  podsStarting: starting,
  podsDesired: desired,
  metricSeen: null,
  concurrency: 4,
  requestsPerSecond: 100,
  failuresPerSecond: 0,
  p95Ms: 20,
});

const TIMELINE = [sample(1, 0, 1, 1), sample(2, 1, 2, 3), sample(4, 2, 1, 3), sample(5, 3, 0, 3)];

const RECORD = {
  summary: {
    profile: "ramp",
    target: "http://x",
    seconds: 5,
    requests: 500,
    requestsPerSecond: 100,
    failed: 0,
    failures: {},
    wrong: 1,
    dropped: 0,
    latencyMs: { mean: 12, median: 10, p90: 18, p95: 20, p99: 40, max: 90 },
    bounds: [],
  },
  timeline: TIMELINE,
  cpuSeconds: 2.5,
  podsStarted: 3,
  secondsBack: null,
};

const RUN = runResult(RECORD, {
  form: "knative",
  round: 1,
  secondsBack: 55,
  coldStartSeconds: 2,
});

Deno.test("runResult() counts pod-seconds and the time until the wanted pods were ready", () => {
  deepEqual({ ...RUN, timeline: [] }, {
    form: "knative",
    round: 1,
    requests: 500,
    requestsPerSecond: 100,
    errors: 1,
    latencyMs: { p50: 10, p95: 20, p99: 40 },
    podsNeeded: 3,
    podsReady: 3,
    secondsToNeeded: 5,
    podSeconds: 13, // 1 * 1 + 1 * 3 + 2 * 3 + 1 * 3
    cpuSeconds: 2.5,
    coldStarts: 3,
    coldStartSeconds: 2,
    secondsBack: 55,
    timeline: [],
  });
});

Deno.test("runResult() knows no time if the wanted pods never were ready", () => {
  const record = { ...RECORD, timeline: TIMELINE.slice(0, 3) };
  const { secondsToNeeded, podsReady } = runResult(record, {
    form: "knative",
    round: 1,
    secondsBack: null,
    coldStartSeconds: null,
  });
  deepEqual([secondsToNeeded, podsReady], [null, 2]);
});

const run = (form: RunResult["form"], round: number, more: Partial<RunResult>): RunResult => ({
  ...RUN,
  errors: 0,
  form,
  round,
  ...more,
});

const latency = (p95: number) => ({ p50: 1, p95, p99: 100 });

const COMPARISON: Comparison = {
  startedAt: "2026-11-25T03:00:00.000Z",
  profile: "ramp",
  load: { PROFILE: "ramp" },
  cores: 2,
  terms: null,
  isInCluster: false,
  runs: [
    run("knative", 1, { latencyMs: latency(50), podSeconds: 300 }),
    run("knative", 2, { latencyMs: latency(40), podSeconds: 310 }),
    run("knative", 3, { latencyMs: latency(90), podSeconds: 290, secondsBack: 60 }),
    run("classic", 1, { latencyMs: latency(100), podSeconds: 310, secondsBack: null }),
    run("classic", 2, { latencyMs: latency(120), podSeconds: 320, secondsBack: null }),
    run("classic", 3, {
      latencyMs: latency(90),
      podSeconds: 315,
      secondsBack: 330,
      secondsToNeeded: null,
      errors: 2,
    }),
  ],
};

Deno.test("mediansOf() takes the middle round, and the sum of the errors", () => {
  const { p95Ms, podSeconds, errors, secondsBack, secondsToNeeded } = mediansOf(
    COMPARISON,
    "classic",
  );
  deepEqual([p95Ms, podSeconds, errors, secondsBack, secondsToNeeded], [100, 315, 2, 330, 5]);
  equal(mediansOf(COMPARISON, "knative").cpuSecondsPerThousand, 5);
});

Deno.test("comparisonParagraph() says what the numbers say", () => {
  equal(
    comparisonParagraph(COMPARISON),
    "3 rounds, medians of the profile ramp, on 2 cores, which the load shared with the pods: more " +
      "pods than cores share the same cores, so desired pods are shown beside ready ones. " +
      "95 % of the answers came within 50 ms with Knative and 100 ms with the HPA: Knative was " +
      "faster, by a factor of 2. " +
      "Knative wanted up to 3 pods and had them ready after 5 s; the HPA wanted up to 3 pods and " +
      "had them ready after 5 s. " +
      "The pods stood for 300 pod-seconds with Knative and 315 pod-seconds with the HPA: no " +
      "difference beyond the noise. " +
      "A thousand requests took 5 core-seconds with Knative and 5 core-seconds with the HPA: no " +
      "difference beyond the noise. " +
      "0 requests failed with Knative, 2 with the HPA. " +
      "After the load, with Knative it took 55 s to no pod; with the HPA it took 330 s to two pods.",
  );
});

Deno.test("comparisonParagraph() says how far the terms were equal", () => {
  const paragraph = (requestMillis: number) =>
    comparisonParagraph({
      ...COMPARISON,
      terms: { equalMillis: 1400, requestMillis, hpaUtilization: 0.5 },
    });
  match(
    paragraph(50),
    / Equal terms would take a CPU request of 1400m a pod, of which 50 % are the load that Knative aims at\. 2 cores do not hold enough such pods: these asked for 50m, so the HPA added pods earlier, at a load 28 times smaller\. /,
  );
  match(paragraph(1400), / Both aimed at the same load of a pod: 50 % of a CPU request of 1400m /);
});

Deno.test("comparisonParagraph() calls the HPA the winner where it is", () => {
  const swapped = COMPARISON.runs.map((it): RunResult => ({
    ...it,
    form: it.form === "knative" ? "classic" : "knative",
  }));
  match(comparisonParagraph({ ...COMPARISON, runs: swapped }), /the HPA was faster, by a factor/);
});

Deno.test("comparisonHtml() shows both forms' pods and loads nothing", () => {
  const html = comparisonHtml(COMPARISON);
  equal(html.match(/<svg/g)?.length, 2);
  equal(/\b(src|href)=/.test(html), false);
  match(html, /<td>latency p95, ms<\/td><td>50<\/td><td>100<\/td>/);
});

Deno.test("comparisonPicture() is a document of its own", () => {
  const svg = comparisonPicture(COMPARISON);
  match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  equal(svg.match(/<svg/g)?.length, 3);
});
