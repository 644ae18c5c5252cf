import type { PodCounts } from "./cluster/pods.ts";
import type { Sample } from "./sample.ts";

/** An answer of k6's REST API, `/v1/metrics`. */
export interface K6Metrics {
  readonly data: readonly {
    readonly id: string;
    readonly attributes: { readonly sample: Readonly<Record<string, number>> };
  }[];
}

/** What k6 has measured since its load began. */
export interface K6Figures {
  /** Requests that were sent. */
  readonly requests: number;
  /** Requests that got no 2xx or 3xx answer. */
  readonly failed: number;
  /** Mean time to answer, in ms. */
  readonly meanMs: number;
  /** 95th percentile of the time to answer, in ms. */
  readonly p95Ms: number;
}

/** Before the first request. */
export const NO_FIGURES: K6Figures = { requests: 0, failed: 0, meanMs: 0, p95Ms: 0 };

/**
 * Reads k6's figures.
 *
 * @param metrics The API's answer.
 * @returns The figures; zeros where k6 has measured nothing yet.
 */
export function readK6Figures(metrics: K6Metrics): K6Figures {
  const value = (id: string, key: string) =>
    metrics.data.find((metric) => metric.id === id)?.attributes.sample[key] ?? 0;
  const requests = value("http_reqs", "count");
  return {
    requests,
    failed: Math.round(value("http_req_failed", "rate") * requests),
    meanMs: value("http_req_duration", "avg"),
    p95Ms: value("http_req_duration", "p(95)"),
  };
}

/** A look at the load, and when. */
export interface Look {
  /** Seconds since the load began. */
  readonly seconds: number;
  /** What k6 has measured so far. */
  readonly figures: K6Figures;
}

/** Pods, and what their autoscaler measured. */
export type PodsSeen = PodCounts & { readonly metricSeen: number | null };

/**
 * Makes a sample of what happened between two looks.
 *
 * The concurrency is what Little's law makes of the time that the requests took together: seconds of
 * waiting in a second.
 *
 * @param before The earlier look.
 * @param now The later look.
 * @param pods Pods and what their autoscaler measured at the later look, or `undefined` without a cluster.
 * @returns The sample.
 */
export function sampleBetween(
  before: Look,
  now: Look,
  pods: PodsSeen | undefined,
): Sample {
  const seconds = Math.max(1e-3, now.seconds - before.seconds);
  const gained = (of: (figures: K6Figures) => number) =>
    Math.max(0, of(now.figures) - of(before.figures)) / seconds;
  return {
    seconds: now.seconds,
    ...podFields(pods),
    concurrency: gained(({ requests, meanMs }) => requests * meanMs / 1000),
    requestsPerSecond: gained(({ requests }) => requests),
    failuresPerSecond: gained(({ failed }) => failed),
    p95Ms: now.figures.requests === 0 ? null : now.figures.p95Ms,
  };
}

/**
 * Makes a sample of a moment at which k6 did not answer: the pods are seen, the load is as before.
 *
 * @param before The last sample, if there is one.
 * @param now The time in s since the load began, and the pods.
 * @returns The sample.
 */
export function sampleWithout(
  before: Sample | undefined,
  now: { readonly seconds: number; readonly pods: PodsSeen | undefined },
): Sample {
  return {
    concurrency: before?.concurrency ?? null,
    requestsPerSecond: before?.requestsPerSecond ?? 0,
    failuresPerSecond: before?.failuresPerSecond ?? 0,
    p95Ms: before?.p95Ms ?? null,
    ...podFields(now.pods),
    seconds: now.seconds,
  };
}

/**
 * Takes from a look at pods what a sample tells of them.
 *
 * @param pods The look, or `undefined` without a cluster.
 * @returns The sample's fields.
 */
export function podFields(
  pods: PodsSeen | undefined,
): Pick<Sample, "podsReady" | "podsStarting" | "podsDesired" | "metricSeen"> {
  return {
    podsReady: pods?.ready ?? null,
    podsStarting: pods?.starting ?? null,
    podsDesired: pods?.desired ?? null,
    metricSeen: pods?.metricSeen ?? null,
  };
}
