import { median } from "@mlops/statistics";
import { concurrencyTarget, containerConcurrency, kneeConcurrency } from "./concurrency_target.ts";

/** A closed loop on one pod: what it bore. */
export interface CapacityPoint {
  /** Requests in flight, always. */
  readonly concurrency: number;
  /** Requests a second that were answered. */
  readonly throughput: number;
  /** Mean time to answer, in s. */
  readonly meanSeconds: number;
  /** CPU time that the pod used for one request, in core-seconds. */
  readonly cpuSecondsPerRequest: number;
}

/** What one pod can do, and the settings that follow. */
export interface Capacity {
  /** Requests a second at saturation. */
  readonly maxThroughput: number;
  /** Whether the load reached it; else it follows from the CPU time of a request. */
  readonly isReached: boolean;
  /** Time to answer one request in an idle pod, in s. */
  readonly serviceSeconds: number;
  /** Requests in flight beyond which more of them only wait. */
  readonly kneeConcurrency: number;
  /** CPU time of a request, in core-seconds: the median of the loops. */
  readonly cpuSecondsPerRequest: number;
  /** `autoscaling.knative.dev/target`, of which 70 % are used. */
  readonly target: number;
  /** `containerConcurrency`: more would wait longer than a page may take. */
  readonly containerConcurrency: number;
  /** CPU request, in thousandths of a core, of which 50 % are the load that Knative aims at. */
  readonly cpuRequestMillis: number;
}

/** Share of the target that Knative uses (`target-utilization-percentage`). */
const KNATIVE_UTILIZATION = 0.7;

/** Share of the CPU request that the HPA aims at. */
export const HPA_UTILIZATION = 0.5;

/** Share of its CPU from which a pod counts as saturated. */
const SATURATED = 0.8;

/** One thread answers: a pod's limit beyond that is for its start. */
const THREADS = 1;

/**
 * Derives settings from closed loops.
 *
 * Where the load was not strong enough to saturate the pod, because it had too few cores itself, the
 * utilisation law (Denning & Buzen, "The Operational Analysis of Queueing Network Models" (1978)) gives the
 * saturation: one core, or the CPU limit if less, divided by the CPU time of a request.
 *
 * @param points One or more loops, one of them with a single request in flight.
 * @param cpuLimit The pod's CPU limit, in cores.
 * @returns Capacity and settings.
 * @throws {RangeError} If there is no loop with one request in flight, or one answered nothing.
 */
export function fitCapacity(points: readonly CapacityPoint[], cpuLimit: number): Capacity {
  const cores = Math.min(cpuLimit, THREADS);
  const alone = points.find(({ concurrency }) => concurrency === 1);
  const best = points.reduce<CapacityPoint | undefined>(
    (most, point) => most === undefined || point.throughput > most.throughput ? point : most,
    undefined,
  );
  if (alone === undefined || best === undefined || points.some((it) => it.throughput <= 0)) {
    throw new RangeError(
      "Cannot fit the capacity as every loop must answer, and one must have a single request in " +
        `flight: concurrencies are ${points.map((it) => it.concurrency).join(", ")}`,
    );
  }
  const cpuSecondsPerRequest = median(points.map((point) => point.cpuSecondsPerRequest));
  const isReached = best.throughput * cpuSecondsPerRequest >= SATURATED * cores;
  const maxThroughput = isReached ? best.throughput : cores / cpuSecondsPerRequest;
  const knee = kneeConcurrency(maxThroughput, alone.meanSeconds);
  const aimedCores = KNATIVE_UTILIZATION * maxThroughput * cpuSecondsPerRequest;
  return {
    maxThroughput,
    isReached,
    serviceSeconds: alone.meanSeconds,
    kneeConcurrency: knee,
    cpuSecondsPerRequest,
    target: concurrencyTarget(knee),
    containerConcurrency: containerConcurrency(knee, maxThroughput),
    cpuRequestMillis: Math.round(aimedCores / HPA_UTILIZATION * 1000),
  };
}
