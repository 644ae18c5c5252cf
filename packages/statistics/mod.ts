/**
 * What many numbers come to: their median, their percentiles and histogram, as numpy counts them.
 * Pure; it holds what training, drift, load tests and benchmarks share.
 *
 * @example The median and a histogram
 * ```ts
 * import { histogram, median } from "@mlops/statistics";
 * import { deepEqual, equal } from "node:assert/strict";
 *
 * equal(median([3, 1, 2, 10]), 2.5);
 * const { counts } = histogram(Float64Array.of(1, 2, 9), { min: 0, max: 10, nBins: 2 });
 * deepEqual(counts, [2, 1]);
 * ```
 *
 * @module
 */
export { type Histogram, histogram, percentiles } from "./distribution.ts";
export { intervalAround } from "./interval_around.ts";
export { median } from "./median.ts";
