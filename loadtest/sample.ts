/** What was seen of a load and of the service below it at one moment. */
export interface Sample {
  /** Seconds since the load began. */
  readonly seconds: number;
  /** Pods that are ready, or `null` without a cluster. */
  readonly podsReady: number | null;
  /** Pods that exist and are not ready yet, or `null` without a cluster. */
  readonly podsStarting: number | null;
  /** Pods that the autoscaler wants, or `null` if it did not say. */
  readonly podsDesired: number | null;
  /** Requests that were being answered, or `null` if unknown. */
  readonly concurrency: number | null;
  /**
   * What the autoscaler measured last: requests in flight over its panic window (Knative), mean CPU use
   * as a share of the request (HPA); `null` if it did not say.
   */
  readonly metricSeen: number | null;
  /** Requests answered in the second before. */
  readonly requestsPerSecond: number;
  /** Requests that failed in the second before. */
  readonly failuresPerSecond: number;
  /** 95th percentile of the latency so far, in ms, or `null` before the first answer. */
  readonly p95Ms: number | null;
}
