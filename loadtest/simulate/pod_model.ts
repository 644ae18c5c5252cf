/** What one pod can do, as `deno task capacity` measures it. */
export interface PodModel {
  /** Requests a second that a pod answers at most. */
  readonly maxThroughput: number;
  /** Time to answer one request in an idle pod, in s. */
  readonly serviceSeconds: number;
  /** Requests that may be in a pod at the same time; further ones wait outside (`containerConcurrency`). */
  readonly maxConcurrency: number;
  /** CPU time that one request costs, in s. */
  readonly cpuSecondsPerRequest: number;
  /** CPU that a pod asks for, in cores. */
  readonly cpuRequest: number;
  /** Time from the wish for a pod to its first answer, in s. */
  readonly startSeconds: number;
}

/** How a number of pods bears a load for a moment. */
export interface Flow {
  /** Requests a second that are answered. */
  readonly answered: number;
  /** Mean time inside a pod, in s. */
  readonly insideSeconds: number;
}

/** Above this utilisation the queue, not the formula, says how long a request takes. */
const MAX_UTILIZATION = 0.95;

/**
 * Computes how pods bear a load, each as a processor that shares itself among its requests
 * (M/G/1-PS: Kleinrock, "Queueing Systems" II (1976), §4.4: mean time = service / (1 - utilisation)).
 *
 * @param model What one pod can do.
 * @param pods Pods that are ready.
 * @param offered Requests a second that are to be answered.
 * @returns What comes out.
 */
export function flowThrough(model: PodModel, pods: number, offered: number): Flow {
  if (pods === 0) return { answered: 0, insideSeconds: 0 };
  const capacity = pods * model.maxThroughput;
  const utilization = Math.min(offered / capacity, MAX_UTILIZATION);
  const shared = model.serviceSeconds / (1 - utilization);
  // With all places in the pod taken, Little's law gives the time: places / throughput.
  const full = model.maxConcurrency / model.maxThroughput;
  return {
    answered: Math.min(offered, capacity),
    insideSeconds: Math.min(shared, Math.max(full, model.serviceSeconds)),
  };
}
