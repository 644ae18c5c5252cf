import type { InstanceTraffic, TrafficSample } from "./traffic_sample.ts";

/** A line over time: seconds before now (negative) and a value, or a gap. */
export type TimeLine = readonly (readonly [seconds: number, value: number | null])[];

/** How long the page looks back, in ms. */
export const WINDOW_MS = 15 * 60_000;

/** One point of a line stands for so long, in ms. */
const BUCKET_MS = 5000;

/** An instance that has said nothing for so long is gone, in ms. */
const SILENCE_MS = 12_000;

/** Pods of a Deployment are called `ml-api-5d8f7c9b4-xk2lp`, without vowels and what looks like them. */
const POD = /-[b-df-hj-np-tv-xz24-9]{6,10}-[b-df-hj-np-tv-xz24-9]{5}$/;

/** A Revision's Deployment is called `predict-00001-deployment`. */
const KNATIVE_POD = new RegExp(`-\\d{5}-deployment${POD.source}`);

/** Pods that were up, by the form of the service that they belong to. */
export interface PodLines {
  /** Those of the Knative Service, perhaps none at all. */
  readonly knative: TimeLine;
  /** Those of the Deployment. */
  readonly classic: TimeLine;
}

/** What the charts draw. */
export interface TrafficSeries {
  /** Instances that were up. */
  readonly instances: TimeLine;
  /** The same by form, or `null` where there are no pods. */
  readonly pods: PodLines | null;
  /** Requests a second, all instances together. */
  readonly requests: TimeLine;
  /** Requests being answered, all instances together. */
  readonly inFlight: TimeLine;
  /** Median time of an answer in ms, the slowest instance's. */
  readonly p50: TimeLine;
  /** Time of 95 % of the answers in ms, the slowest instance's. */
  readonly p95: TimeLine;
  /** Errors a second, all instances together. */
  readonly errors: TimeLine;
  /** Each instance, the newest first. */
  readonly perInstance: readonly InstanceSeries[];
}

/** One instance in the table. */
export interface InstanceSeries {
  /** Its name. */
  readonly instance: string;
  /** When it started, in ms since 1970, or `null`. */
  readonly started: number | null;
  /** Whether it still says something. */
  readonly isUp: boolean;
  /** Version of its model. */
  readonly modelVersion: string;
  /** How long its cold start took, in ms, or `null`. */
  readonly coldStartMs: number | null;
  /** Its last sample. */
  readonly last: TrafficSample;
  /** Its requests a second. */
  readonly requests: TimeLine;
}

/**
 * Makes lines out of samples, which come at any time and count from each instance's start.
 *
 * @param traffic The samples by instance.
 * @param now The end of the window, in ms since 1970.
 * @returns One point for every 5 s of the last 15 minutes.
 */
export function traceTraffic(traffic: readonly InstanceTraffic[], now: number): TrafficSeries {
  // Whole buckets of the clock: a line must not tremble as the window moves.
  const end = Math.ceil(now / BUCKET_MS) * BUCKET_MS;
  const count = WINDOW_MS / BUCKET_MS;
  const ends = Array.from({ length: count }, (_, i) => end - (count - 1 - i) * BUCKET_MS);
  const seen = traffic.filter(({ samples }) => (samples.at(-1)?.time ?? 0) > now - WINDOW_MS);
  const rows = seen.map(({ samples }) => bucketsOf(samples, ends));
  const knative = rows.filter((_, i) => KNATIVE_POD.test(seen[i]?.instance ?? ""));
  const classic = rows.filter((row) => !knative.includes(row));
  const firstTime = Math.min(...seen.map(({ samples }) => samples[0]?.time ?? now));
  const line = (
    read: (buckets: readonly Bucket[]) => number | null,
    of: readonly (readonly Bucket[])[] = rows,
  ): TimeLine =>
    ends.map((time, i) => [
      (time - now) / 1000,
      // Before the page began to look, nothing is known, which is not the same as zero.
      time < firstTime ? null : read(of.flatMap((row) => row[i] ?? [])),
    ]);
  const countUp = (buckets: readonly Bucket[]) => buckets.filter(({ isUp }) => isUp).length;
  return {
    instances: line(countUp),
    pods: seen.some(({ instance }) => POD.test(instance))
      ? { knative: line(countUp, knative), classic: line(countUp, classic) }
      : null,
    requests: line((buckets) => sumOf(buckets.map(({ requestRate }) => requestRate))),
    inFlight: line((buckets) => sumOf(buckets.map(({ inFlight }) => inFlight))),
    p50: line((buckets) => highestOf(buckets.map(({ p50 }) => p50))),
    p95: line((buckets) => highestOf(buckets.map(({ p95 }) => p95))),
    errors: line((buckets) => sumOf(buckets.map(({ errorRate }) => errorRate))),
    perInstance: seen.flatMap(({ instance, samples }, i) => {
      const last = samples.at(-1);
      if (last === undefined) return [];
      return [{
        instance,
        started: last.started,
        isUp: last.time > now - SILENCE_MS,
        modelVersion: last.modelVersion,
        coldStartMs: samples.find(({ coldStartMs }) => coldStartMs !== null)?.coldStartMs ?? null,
        last,
        requests: ends.map((time, k) =>
          [(time - now) / 1000, rows[i]?.[k]?.requestRate ?? null] as const
        ),
      }];
    }).sort((a, b) => (b.started ?? 0) - (a.started ?? 0)),
  };
}

interface Bucket {
  readonly isUp: boolean;
  readonly requestRate: number;
  readonly errorRate: number;
  readonly inFlight: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

const EMPTY: Bucket = {
  isUp: false,
  requestRate: 0,
  errorRate: 0,
  inFlight: 0,
  p50: null,
  p95: null,
};

/** What an instance did in each of the buckets that end at these times; one pass over its samples. */
function bucketsOf(samples: readonly TrafficSample[], ends: readonly number[]): Bucket[] {
  let next = 0;
  return ends.map((end) => {
    while ((samples[next]?.time ?? Infinity) <= end - BUCKET_MS) next++;
    const first = next;
    while ((samples[next]?.time ?? Infinity) <= end) next++;
    return bucketOf(samples.slice(first, next), samples[first - 1], end);
  });
}

function bucketOf(
  inside: readonly TrafficSample[],
  before: TrafficSample | undefined,
  end: number,
): Bucket {
  const last = inside.at(-1);
  if (last === undefined) {
    return before === undefined || before.time <= end - SILENCE_MS
      ? EMPTY
      : { ...EMPTY, isUp: true, inFlight: before.inFlight };
  }
  // Without an earlier sample the growth within the bucket is all that is known.
  const base = before ?? (inside.length > 1 ? inside[0] : undefined);
  const isQuiet = last.requests === base?.requests;
  return {
    isUp: true,
    requestRate: rate(base, last, "requests"),
    errorRate: rate(base, last, "errors"),
    inFlight: Math.max(...inside.map(({ inFlight }) => inFlight)),
    // Quantiles of a time without requests are those of an earlier one.
    p50: isQuiet ? null : highestOf(inside.map(({ p50 }) => p50)),
    p95: isQuiet ? null : highestOf(inside.map(({ p95 }) => p95)),
  };
}

/** Growth of a counter a second; one that went down began anew with another process. */
function rate(
  before: TrafficSample | undefined,
  last: TrafficSample,
  counter: "requests" | "errors",
): number {
  if (before !== undefined && last[counter] >= before[counter]) {
    return (last[counter] - before[counter]) / Math.max(1, (last.time - before.time) / 1000);
  }
  // Without an earlier sample a long-lived instance's whole count would look like one burst.
  const ageMs = last.time - (last.started ?? 0);
  return ageMs > BUCKET_MS * 2 ? 0 : last[counter] / Math.max(1, ageMs / 1000);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function highestOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
