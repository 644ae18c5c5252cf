/** What the answers of the last seconds were like, and how many there were since the start. */
export interface Traffic {
  /** Requests answered since the start. */
  readonly requests: number;
  /** Of them with a status of 500 or more. */
  readonly errors: number;
  /** Median time to an answer over the last seconds, in ms, or `null` without any. */
  readonly p50Ms: number | null;
  /** Time that 95 % of the answers take at most, in ms, or `null` without any. */
  readonly p95Ms: number | null;
}

/** Bounds of the buckets grow by a seventh, so that a quantile is off by 7 % at most. */
const GROWTH = 1.15;
const FIRST_BOUND_MS = 0.02;
const N_BUCKETS = 112;

/** Buckets for each unit of the natural logarithm: dividing by the growth's would cost as much again. */
const BUCKETS_PER_LOG = 1 / Math.log(GROWTH);
const FIRST_BOUND_LOG = Math.log(FIRST_BOUND_MS);

/** Samples that the quantiles look back on, so that one slow answer does not vanish after a second. */
const N_SLICES = 5;

/** Counts the answers of the routes that score. */
export class TrafficMeter {
  #requests = 0;
  #errors = 0;
  #current = new Uint32Array(N_BUCKETS);
  #slices: Uint32Array[] = [];

  /**
   * Counts an answer.
   *
   * @param status HTTP status.
   * @param durationMs Time from the request's arrival, in ms.
   */
  answered(status: number, durationMs: number): void {
    this.#requests++;
    if (status >= 500) this.#errors++;
    const bucket = Math.ceil((Math.log(durationMs) - FIRST_BOUND_LOG) * BUCKETS_PER_LOG);
    const index = bucket > 0 ? Math.min(bucket, N_BUCKETS - 1) : 0;
    this.#current[index] = this.#current[index]! + 1;
  }

  /** Reads the counts and lets go of what is older than the last five samples. */
  sample(): Traffic {
    this.#slices = [this.#current, ...this.#slices].slice(0, N_SLICES);
    this.#current = new Uint32Array(N_BUCKETS);
    return {
      requests: this.#requests,
      errors: this.#errors,
      p50Ms: this.#quantile(0.5),
      p95Ms: this.#quantile(0.95),
    };
  }

  #quantile(share: number): number | null {
    const sums = this.#slices.reduce((sum, slice) => sum.map((count, i) => count + slice[i]!));
    const nAll = sums.reduce((sum, count) => sum + count, 0);
    if (nAll === 0) return null;
    let nBelow = 0;
    const bucket = sums.findIndex((count) => (nBelow += count) >= share * nAll);
    // The middle of the bucket on the scale of its bounds.
    return FIRST_BOUND_MS * GROWTH ** (bucket - 0.5);
  }
}
