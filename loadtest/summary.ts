import type { Bound } from "./profile.ts";

/** The part of k6's end-of-test data that a summary is made from. */
export interface K6Data {
  /** Metrics by name. */
  readonly metrics: Readonly<
    Record<string, {
      readonly values: Readonly<Record<string, number>>;
      readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
    }>
  >;
  /** State of the whole run. */
  readonly state: { readonly testRunDurationMs: number };
}

/** Prefix of the counters of failed requests, before their status. */
export const FAILURES = "failures_with_status_";

/** What a load ended with. */
export interface Summary {
  /** Name of the profile. */
  readonly profile: string;
  /** Address that the load was sent to. */
  readonly target: string;
  /** Length of the run in seconds. */
  readonly seconds: number;
  /** Requests that were sent. */
  readonly requests: number;
  /** Mean requests a second. */
  readonly requestsPerSecond: number;
  /** Requests that got no 2xx or 3xx answer. */
  readonly failed: number;
  /** Of these, how many had which status; 0 is no answer at all. */
  readonly failures: Readonly<Record<string, number>>;
  /** Answers that differed from the reference model's, or were missing. */
  readonly wrong: number;
  /** Iterations that k6 could not start as all its virtual users were waiting. */
  readonly dropped: number;
  /** Time from sending a request to the end of its answer, in ms. */
  readonly latencyMs: {
    readonly mean: number;
    readonly median: number;
    readonly p90: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
  /** What had to hold. */
  readonly bounds: readonly CheckedBound[];
}

/** A bound, and what became of it. */
export interface CheckedBound extends Bound {
  /** Whether it held. */
  readonly isHeld: boolean;
  /** What was measured, in the metric's unit; `null` if k6 does not tell. */
  readonly value: number | null;
}

/**
 * Condenses what k6 measured.
 *
 * @param data k6's end-of-test data.
 * @param load Name of the profile, address of the target, and what had to hold.
 * @returns The summary.
 */
export function summarize(
  data: K6Data,
  load: {
    readonly profile: string;
    readonly target: string;
    readonly bounds: readonly Bound[];
  },
): Summary {
  const value = (metric: string, key: string) => data.metrics[metric]?.values[key] ?? 0;
  const duration = (key: string) => value("http_req_duration", key);
  const bounds = load.bounds.map((bound): CheckedBound => {
    const metric = data.metrics[bound.metric];
    // "p(95)<100" is about the value "p(95)".
    const [key = ""] = /^[^<>=!\s]+/.exec(bound.condition) ?? [];
    const isHeld = metric?.thresholds?.[bound.condition]?.ok ?? false;
    return { ...bound, isHeld, value: metric?.values[key] ?? null };
  });
  const failures: Record<string, number> = {};
  for (const [name, { values }] of Object.entries(data.metrics)) {
    const count = values["count"] ?? 0;
    if (name.startsWith(FAILURES) && count > 0) failures[name.slice(FAILURES.length)] = count;
  }
  return {
    ...load,
    seconds: data.state.testRunDurationMs / 1000,
    requests: value("http_reqs", "count"),
    requestsPerSecond: value("http_reqs", "rate"),
    failures,
    // A rate's "passes" are the samples that were true: here, the requests that failed.
    failed: value("http_req_failed", "passes"),
    wrong: value("checks", "fails"),
    dropped: value("dropped_iterations", "count"),
    latencyMs: {
      mean: duration("avg"),
      median: duration("med"),
      p90: duration("p(90)"),
      p95: duration("p(95)"),
      p99: duration("p(99)"),
      max: duration("max"),
    },
    bounds,
  };
}

/**
 * Writes a summary for a terminal.
 *
 * @returns A few lines without a final line end.
 */
export function summaryText(summary: Summary): string {
  const { latencyMs } = summary;
  const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
  const lines = [
    `  ${summary.profile} against ${summary.target}`,
    `  requests    ${summary.requests} in ${summary.seconds.toFixed(1)} s, ` +
    `${summary.requestsPerSecond.toFixed(1)} a second`,
    `  latency     p50 ${ms(latencyMs.median)}, p95 ${ms(latencyMs.p95)}, p99 ${
      ms(latencyMs.p99)
    }, ` +
    `max ${ms(latencyMs.max)}`,
    `  failed      ${summary.failed}${failuresText(summary)}, wrong ${summary.wrong}, ` +
    `not sent in time ${summary.dropped}`,
    ...summary.bounds.map(({ metric, condition, reason, isHeld, value }) =>
      `  ${isHeld ? "held  " : "BROKEN"}      ${metric} ${condition}` +
      `${value === null ? "" : `, is ${Number(value.toPrecision(4))}`}: ${reason}`
    ),
  ];
  return lines.join("\n");
}

function failuresText({ failures }: Summary): string {
  const parts = Object.entries(failures).map(([status, count]) =>
    `${count} ${status === "0" ? "without an answer" : `with status ${status}`}`
  );
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
