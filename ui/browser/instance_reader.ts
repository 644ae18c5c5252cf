import { type MetricLine, parseMetrics } from "./metrics_text.ts";
import type { TrafficSample } from "./traffic_sample.ts";

/** Routes that score; what a page or a probe asks besides is no traffic. */
const SCORING_ROUTE = /^\/(predict|explain|invocations)|\/infer$/;

/** Answers by the time that they took at most, in s, summed over the scoring routes. */
type Buckets = ReadonlyMap<number, number>;

/** Reads what one instance counts of itself, again and again, where no common record is kept. */
export class InstanceReader {
  #buckets: Buckets = new Map();

  /**
   * Makes a sample of one reading of `/metrics`. Quantiles are those of the answers since the
   * reading before, interpolated within a bucket as Prometheus' `histogram_quantile` does.
   *
   * @param text Prometheus text.
   * @param now When it was read, in ms since 1970.
   * @returns The sample.
   */
  read(text: string, now: number): TrafficSample {
    const lines = parseMetrics(text);
    const requests = lines.filter((line) =>
      line.name === "predict_requests_total" && isScoring(line)
    );
    const buckets = sumBuckets(lines);
    const fresh = growth(this.#buckets, buckets);
    this.#buckets = buckets;
    const find = (name: string) => lines.find((line) => line.name === name);
    const model = lines.find(({ name, labels }) =>
      name === "predict_model_info" && labels["role"] === "champion"
    );
    const boot = lines.filter(({ name }) => name === "predict_boot_phase_seconds");
    const started = find("process_start_time_seconds");
    return {
      time: now,
      started: started === undefined ? null : started.value * 1000,
      // The question itself is one of them.
      inFlight: Math.max(0, (find("predict_requests_in_flight")?.value ?? 0) - 1),
      requests: sumOf(requests),
      errors: sumOf(requests.filter(({ labels }) => Number(labels["status"]) >= 500)),
      p50: quantileMs(fresh, 0.5),
      p95: quantileMs(fresh, 0.95),
      modelVersion: model?.labels["version"] ?? "",
      coldStartMs: boot.length === 0 ? null : sumOf(boot) * 1000,
    };
  }
}

function isScoring({ labels }: MetricLine): boolean {
  return SCORING_ROUTE.test(labels["route"] ?? "");
}

function sumBuckets(lines: readonly MetricLine[]): Buckets {
  const buckets = new Map<number, number>();
  for (const line of lines) {
    if (line.name !== "predict_request_duration_seconds_bucket" || !isScoring(line)) continue;
    const bound = line.labels["le"] === "+Inf" ? Infinity : Number(line.labels["le"]);
    buckets.set(bound, (buckets.get(bound) ?? 0) + line.value);
  }
  return buckets;
}

/** What came since; after a restart, everything. */
function growth(before: Buckets, after: Buckets): Buckets {
  const hasRestarted = (before.get(Infinity) ?? 0) > (after.get(Infinity) ?? 0);
  return new Map(
    [...after].map((
      [bound, count],
    ) => [bound, count - (hasRestarted ? 0 : before.get(bound) ?? 0)]),
  );
}

function quantileMs(buckets: Buckets, share: number): number | null {
  const total = buckets.get(Infinity) ?? 0;
  if (total === 0) return null;
  const rank = share * total;
  let [lower, below] = [0, 0];
  for (const [bound, count] of [...buckets].sort(([a], [b]) => a - b)) {
    if (count >= rank) {
      if (bound === Infinity) return lower * 1000;
      return (lower + (bound - lower) * (rank - below) / Math.max(1, count - below)) * 1000;
    }
    [lower, below] = [bound, count];
  }
  return lower * 1000;
}

function sumOf(lines: readonly MetricLine[]): number {
  return lines.reduce((sum, { value }) => sum + value, 0);
}
