import type { ServiceForm } from "../cluster/service_form.ts";
import type { Sample } from "../sample.ts";
import type { LoadRecord } from "../watch_load.ts";

/** What one form did in one round. */
export interface RunResult {
  /** The form. */
  readonly form: ServiceForm["name"];
  /** Round, from 1 on. */
  readonly round: number;
  /** Requests that were sent. */
  readonly requests: number;
  /** Mean requests a second. */
  readonly requestsPerSecond: number;
  /** Requests that failed, and answers that were wrong. */
  readonly errors: number;
  /** Latency in ms that half, 95 % and 99 % of the requests stayed below. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** Most pods that the autoscaler wanted at a time. */
  readonly podsNeeded: number;
  /** Most pods that were ready at a time. */
  readonly podsReady: number;
  /** Seconds from the load's start until as many pods were ready, or `null` if they never were. */
  readonly secondsToNeeded: number | null;
  /** Sum over the load's time of the pods that existed, starting ones included. */
  readonly podSeconds: number;
  /** CPU time of the pods, side-cars included, in core-seconds. */
  readonly cpuSeconds: number;
  /** Pods that were started. */
  readonly coldStarts: number;
  /** Median time from a pod's creation until it was ready, in whole s; `null` if none was started. */
  readonly coldStartSeconds: number | null;
  /** Seconds from the load's end to no or two pods, or `null` if it was not waited for. */
  readonly secondsBack: number | null;
  /** What was seen, about once a second. */
  readonly timeline: readonly Sample[];
}

/**
 * Condenses what was measured of one form in one round.
 *
 * @param record What was measured.
 * @param run The form, the round, how long the way back took, and a cold start.
 * @returns The result.
 */
export function runResult(
  record: LoadRecord,
  run: Pick<RunResult, "form" | "round" | "secondsBack" | "coldStartSeconds">,
): RunResult {
  const { summary, timeline } = record;
  const most = (of: (sample: Sample) => number | null) =>
    timeline.reduce((max, sample) => Math.max(max, of(sample) ?? 0), 0);
  const podsNeeded = most((sample) => sample.podsDesired);
  const arrived = timeline.find(({ podsReady }) => (podsReady ?? 0) >= podsNeeded);
  const { median: p50, p95, p99 } = summary.latencyMs;
  return {
    ...run,
    requests: summary.requests,
    requestsPerSecond: summary.requestsPerSecond,
    errors: Math.max(summary.failed, summary.wrong),
    latencyMs: { p50, p95, p99 },
    podsNeeded,
    podsReady: most((sample) => sample.podsReady),
    secondsToNeeded: arrived === undefined ? null : arrived.seconds,
    podSeconds: podSeconds(timeline),
    cpuSeconds: record.cpuSeconds ?? 0,
    coldStarts: record.podsStarted ?? 0,
    timeline,
  };
}

/** Each sample stands for the time since the one before. */
function podSeconds(timeline: readonly Sample[]): number {
  let sum = 0;
  let before = 0;
  for (const { seconds, podsReady, podsStarting } of timeline) {
    sum += ((podsReady ?? 0) + (podsStarting ?? 0)) * (seconds - before);
    before = seconds;
  }
  return sum;
}
