/** Buckets a decade: quantiles are right within 12 %. */
const PER_DECADE = 20;
const SMALLEST_SECONDS = 1e-5;
const DECADES = 9;

/** Latencies in logarithmic buckets, weighted, so that a billion requests take as little as ten. */
export class LatencyHistogram {
  readonly #weights = new Float64Array(PER_DECADE * DECADES);
  #total = 0;

  /**
   * Adds requests.
   *
   * @param seconds Their latency in s.
   * @param requests How many there are, not necessarily whole.
   */
  add(seconds: number, requests: number): void {
    const index = Math.floor(
      PER_DECADE * Math.log10(Math.max(seconds, SMALLEST_SECONDS) / SMALLEST_SECONDS),
    );
    this.#weights[Math.min(index, this.#weights.length - 1)]! += requests;
    this.#total += requests;
  }

  /**
   * Finds a quantile.
   *
   * @param share In `[0, 1]`, for example 0.99.
   * @returns The upper bound of the bucket that holds it, in s; 0 without requests.
   */
  quantile(share: number): number {
    let seen = 0;
    for (const [index, weight] of this.#weights.entries()) {
      seen += weight;
      if (weight > 0 && seen >= share * this.#total * (1 - 1e-12)) {
        return SMALLEST_SECONDS * 10 ** ((index + 1) / PER_DECADE);
      }
    }
    return 0;
  }
}
