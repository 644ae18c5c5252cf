/**
 * Why the concurrency target, and the most that a pod is given, have their numbers.
 *
 * @module
 */

/** `MAX_CONCURRENCY` of the service: what more it is given waits there, and might be refused. */
const MAX_CONCURRENCY = 128;

/** The longest that a request may wait inside a pod, in s: beyond, a page no longer feels immediate. */
const MAX_INSIDE_SECONDS = 0.1;

/**
 * Computes the knee of a pod: requests in flight beyond which more of them only wait.
 *
 * It is where the asymptotes of a closed system cross, saturation throughput times the time of a lonely
 * request (Denning & Buzen, "The Operational Analysis of Queueing Network Models" (1978), § on bottleneck
 * analysis): with fewer requests in flight the pod idles, with more of them they queue.
 *
 * @param maxThroughput Requests a second at saturation.
 * @param aloneSeconds Time to answer one request in an idle pod, in s.
 * @returns Requests in flight.
 */
export function kneeConcurrency(maxThroughput: number, aloneSeconds: number): number {
  return maxThroughput * aloneSeconds;
}

/**
 * Derives the number for `autoscaling.knative.dev/target`: the knee. The autoscaler uses 70 % of it, which
 * leaves a pod room for the time that another one takes to start.
 *
 * @param knee The knee, in requests in flight.
 * @returns A whole number, >= 1.
 */
export function concurrencyTarget(knee: number): number {
  return Math.max(1, Math.round(knee));
}

/**
 * Derives the number for `containerConcurrency`: what a pod answers in a tenth of a second, but not more
 * than it takes at once, nor less than the knee.
 *
 * @param knee The knee, in requests in flight.
 * @param maxThroughput Requests a second at saturation.
 * @returns A whole number, >= 1.
 */
export function containerConcurrency(knee: number, maxThroughput: number): number {
  const inTime = Math.round(maxThroughput * MAX_INSIDE_SECONDS);
  return Math.max(Math.ceil(knee), Math.min(MAX_CONCURRENCY, inTime));
}
