/**
 * What a pod of the prediction service has counted, read from its `/metrics` (Prometheus' text format).
 *
 * @module
 */

/** Requests of clients that a pod has answered since it began. */
export interface Counters {
  /** All of them. */
  readonly answered: number;
  /** Those answered with a status of 500 or more: faults of the service, not of its clients. */
  readonly failed: number;
  /** Those answered within each bound, by the bound in seconds; the last is infinity. */
  readonly within: ReadonlyMap<number, number>;
}

/** Nothing counted. */
export const NO_REQUESTS: Counters = { answered: 0, failed: 0, within: new Map() };

/** Routes that probes and scrapers ask, and no client. */
const OWN_ROUTES = new Set(["/livez", "/readyz", "/health", "/metrics"]);

const LINE = /^(\w+)\{([^}]*)\} (\S+)$/;

/**
 * Reads the counters.
 *
 * @param text What `/metrics` answered.
 * @returns The sums over all routes that clients ask.
 */
export function readCounters(text: string): Counters {
  let [answered, failed] = [0, 0];
  const within = new Map<number, number>();
  for (const line of text.split("\n")) {
    const [, name, labels = "", number] = LINE.exec(line) ?? [];
    const value = Number(number);
    if (OWN_ROUTES.has(labelOf(labels, "route"))) continue;
    if (name === "predict_requests_total") {
      answered += value;
      if (Number(labelOf(labels, "status")) >= 500) failed += value;
    } else if (name === "predict_request_duration_seconds_bucket") {
      const text = labelOf(labels, "le");
      const bound = text === "+Inf" ? Infinity : Number(text);
      within.set(bound, (within.get(bound) ?? 0) + value);
    }
  }
  return { answered, failed, within };
}

function labelOf(labels: string, name: string): string {
  return new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? "";
}

/**
 * Adds counters of two pods, or takes those of an earlier time away.
 *
 * @param sign 1 adds, -1 takes away.
 * @returns The sum or the difference.
 */
export function combine(a: Counters, b: Counters, sign: 1 | -1): Counters {
  const bounds = new Set([...a.within.keys(), ...b.within.keys()]);
  return {
    answered: a.answered + sign * b.answered,
    failed: a.failed + sign * b.failed,
    within: new Map(
      [...bounds].map((bound) => [
        bound,
        (a.within.get(bound) ?? 0) + sign * (b.within.get(bound) ?? 0),
      ]),
    ),
  };
}

/**
 * Estimates a quantile of the latency, as Prometheus' `histogram_quantile` does: evenly within a bucket.
 *
 * @param counters Its buckets.
 * @param share Of the requests, 0-1.
 * @returns Seconds; `NaN` without requests. Beyond the last bound it is that bound.
 */
export function latencyQuantile({ within }: Counters, share: number): number {
  const bounds = [...within].sort(([a], [b]) => a - b);
  const rank = share * (bounds.at(-1)?.[1] ?? 0);
  if (rank === 0) return NaN;
  let [lower, below] = [0, 0];
  for (const [bound, count] of bounds) {
    if (count >= rank) {
      if (bound === Infinity) return lower;
      return lower + (bound - lower) * (rank - below) / (count - below);
    }
    [lower, below] = [bound, count];
  }
  return lower;
}
