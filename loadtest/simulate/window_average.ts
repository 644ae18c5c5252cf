/**
 * The mean of a metric over the last seconds, in buckets of 1 s.
 *
 * Knative Serving 1.24, `pkg/autoscaler/aggregation/bucketing.go`, `TimedFloat64Buckets`: a window
 * that is not full yet is averaged over the part that has data, one without any data for its whole
 * length starts anew, and the mean is rounded to six digits. (1.15 cut it off after the sixth.)
 */
export class WindowAverage {
  readonly #seconds: number;
  readonly #buckets: Float64Array;
  #first = -Infinity;
  #last = -Infinity;

  /**
   * Makes an empty window.
   *
   * @param seconds Length in whole seconds, >= 1.
   */
  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#buckets = new Float64Array(seconds);
  }

  /**
   * Adds to the bucket of a second.
   *
   * @param second Time in whole seconds, never before an earlier one.
   * @param value What was measured, in the metric's unit.
   */
  record(second: number, value: number): void {
    if (second - this.#last >= this.#seconds) {
      this.#buckets.fill(0);
      this.#first = second;
    } else {
      for (let gap = this.#last + 1; gap <= second; gap++) this.#buckets[gap % this.#seconds] = 0;
    }
    this.#buckets[second % this.#seconds]! += value;
    this.#last = second;
  }

  /**
   * Averages over the window that ends at a second.
   *
   * @param second Time in whole seconds.
   * @returns The mean in the metric's unit, of six digits after the point; 0 if nothing was recorded
   * for a whole window.
   */
  average(second: number): number {
    const silent = Math.max(0, second - this.#last);
    if (silent >= this.#seconds) return 0;
    let total = 0;
    const oldest = Math.max(this.#first, second - this.#seconds + 1);
    for (let at = oldest; at <= this.#last; at++) total += this.#buckets[at % this.#seconds]!;
    return rounded(total / Math.min(this.#last - this.#first + 1, this.#seconds - silent));
  }

  /**
   * Tells whether the window has no data at all, which for the autoscaler is no reason to scale.
   *
   * @param second Time in whole seconds.
   * @returns `true` if nothing was recorded for longer than the window.
   */
  isEmpty(second: number): boolean {
    return second - this.#last > this.#seconds;
  }
}

/** As `roundToNDigits(6, f)`: what adding up left over must not ask for another pod. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
