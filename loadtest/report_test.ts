import { deepEqual, equal, match } from "node:assert/strict";
import { lineChartSvg } from "./line_chart.ts";
import { reportHtml } from "./report.ts";
import { type K6Data, summarize, summaryText } from "./summary.ts";

const DATA: K6Data = {
  metrics: {
    http_reqs: { values: { count: 300, rate: 9.87 } },
    http_req_failed: {
      values: { rate: 0.01, passes: 3, fails: 297 },
      thresholds: { "rate==0": { ok: false } },
    },
    http_req_duration: {
      values: { avg: 5, med: 4.2, "p(90)": 8, "p(95)": 11, "p(99)": 30, max: 90 },
      thresholds: { "p(95)<100": { ok: true } },
    },
    "failures_with_status_0": { values: { count: 1, rate: 0.03 } },
    "failures_with_status_502": { values: { count: 0, rate: 0 } },
    "failures_with_status_503": { values: { count: 2, rate: 0.07 } },
    checks: { values: { passes: 897, fails: 3 } },
  },
  state: { testRunDurationMs: 30_400 },
};

const BOUNDS = [
  { metric: "http_req_failed", condition: "rate==0", reason: "none may be lost" },
  { metric: "http_req_duration", condition: "p(95)<100", reason: "it feels immediate" },
];

const SUMMARY = summarize(DATA, {
  profile: "steady",
  target: "http://<localhost>",
  bounds: BOUNDS,
});

Deno.test("summarize() takes what k6 measured", () => {
  deepEqual(SUMMARY, {
    profile: "steady",
    target: "http://<localhost>",
    seconds: 30.4,
    requests: 300,
    requestsPerSecond: 9.87,
    failed: 3,
    failures: { "0": 1, "503": 2 },
    wrong: 3,
    dropped: 0,
    latencyMs: { mean: 5, median: 4.2, p90: 8, p95: 11, p99: 30, max: 90 },
    bounds: [
      { ...BOUNDS[0]!, isHeld: false, value: 0.01 },
      { ...BOUNDS[1]!, isHeld: true, value: 11 },
    ],
  });
});

Deno.test("summaryText() says what broke, and why it matters", () => {
  match(summaryText(SUMMARY), /BROKEN +http_req_failed rate==0, is 0\.01: none may be lost/);
  match(summaryText(SUMMARY), /failed +3 \(1 without an answer, 2 with status 503\), wrong 3,/);
  match(summaryText(SUMMARY), /held +http_req_duration p\(95\)<100, is 11: it feels immediate/);
});

Deno.test("reportHtml() shows text as text and loads nothing", () => {
  const html = reportHtml(SUMMARY, [{
    seconds: 1,
    podsReady: 1,
    podsStarting: 2,
    podsDesired: 3,
    metricSeen: null,
    concurrency: 4,
    requestsPerSecond: 5,
    failuresPerSecond: 0,
    p95Ms: 6,
  }]);
  equal(html.includes("<localhost>"), false);
  equal(/\b(src|href)=/.test(html), false);
  equal(html.match(/<svg/g)?.length, 4);
});

Deno.test("lineChartSvg() draws steps as steps", () => {
  const svg = lineChartSvg({
    title: "Pods",
    series: [{ name: "ready", isStepped: true, points: [[0, 0], [10, 10]] }],
  });
  match(svg, /d="M48\.0 174\.0L708\.0 174\.0L708\.0 30\.0"/);
});
