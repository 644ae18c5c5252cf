import { DEFAULT_HPA } from "./hpa.ts";
import { DEFAULT_KPA } from "./kpa.ts";
import type { PodModel } from "./pod_model.ts";
import { type Autoscaler, simulate, type SimulationResult } from "./simulation.ts";

/** A shape of load over time. */
export interface LoadShape {
  /** Its name in the table. */
  readonly name: string;
  /** Length in s. */
  readonly seconds: number;
  /**
   * Gives the load.
   *
   * @param second Time in s.
   * @returns Share of the peak, in `[0, 1]`.
   */
  readonly share: (second: number) => number;
}

const DAY_SECONDS = 86_400;

/** The shapes of the plan. */
export const SHAPES: readonly LoadShape[] = [
  {
    name: "day",
    seconds: DAY_SECONDS,
    // A twentieth of the peak at four in the night, the peak twelve hours later.
    share: (second) =>
      0.525 - 0.475 * Math.cos(2 * Math.PI * (second - DAY_SECONDS / 6) / DAY_SECONDS),
  },
  {
    name: "spike",
    seconds: 1800,
    // A tenth, and for five minutes all of it, from one second to the next.
    share: (second) => second >= 600 && second < 900 ? 1 : 0.1,
  },
];

/** An autoscaler with settings that are to be compared. */
export interface Candidate {
  /** Its name in the table. */
  readonly name: string;
  /** The autoscaler. */
  readonly autoscaler: Autoscaler;
}

/**
 * Makes the candidates of a plan.
 *
 * @param pod What one pod can do.
 * @param maxPods Most pods that there may be.
 * @returns Both autoscalers, each with its usual settings and with others.
 */
export function candidates(pod: PodModel, maxPods: number): Candidate[] {
  const knee = pod.maxThroughput * pod.serviceSeconds;
  const kpa = (utilization: number, stableWindowSeconds: number): Candidate => ({
    name: `Knative, ${utilization * 100} % of the knee, window ${stableWindowSeconds} s`,
    autoscaler: {
      kind: "kpa",
      settings: {
        ...DEFAULT_KPA,
        targetConcurrency: utilization * knee,
        stableWindowSeconds,
        panicWindowSeconds: stableWindowSeconds / 10,
        maxScale: maxPods,
      },
    },
  });
  const hpa = (targetUtilization: number, scaleDownStabilizationSeconds: number): Candidate => ({
    name: `HPA, ${targetUtilization * 100} % CPU, ${scaleDownStabilizationSeconds} s before down`,
    autoscaler: {
      kind: "hpa",
      settings: {
        ...DEFAULT_HPA,
        targetUtilization,
        scaleDownStabilizationSeconds,
        maxReplicas: maxPods,
      },
    },
  });
  return [kpa(0.7, 60), kpa(0.7, 30), kpa(0.5, 60), hpa(0.5, 300), hpa(0.5, 60), hpa(0.7, 300)];
}

/** A row of the plan. */
export interface PlanRow {
  /** Name of the load's shape. */
  readonly shape: string;
  /** Requests a second at the peak. */
  readonly peak: number;
  /** Name of the candidate. */
  readonly candidate: string;
  /** What came out. */
  readonly result: SimulationResult;
  /** Pod-hours for a million requests. */
  readonly podHoursPerMillion: number;
}

/** A candidate whose 99th percentile is above it has failed, in s. */
export const MAX_P99_SECONDS = 1;

/**
 * Simulates every candidate under a shape.
 *
 * @param pod What one pod can do.
 * @param load The shape, and requests a second at its peak.
 * @returns One row for each candidate.
 */
export function planRows(
  pod: PodModel,
  { shape, peak }: { readonly shape: LoadShape; readonly peak: number },
): PlanRow[] {
  const needed = Math.max(2, Math.ceil(shape.share(0) * peak / (0.7 * pod.maxThroughput)));
  const maxPods = Math.ceil(4 * peak / pod.maxThroughput) + 10;
  return candidates(pod, maxPods).map(({ name, autoscaler }) => {
    const result = simulate({
      load: (second) => peak * shape.share(second),
      seconds: shape.seconds,
      pod,
      autoscaler,
      initialPods: needed,
    });
    return {
      shape: shape.name,
      peak,
      candidate: name,
      result,
      podHoursPerMillion: result.podSeconds / 3600 / (result.answered / 1e6),
    };
  });
}

/**
 * Finds the row that wins: the cheapest of those that keep their 99th percentile within a second.
 *
 * @param rows Rows of the same load.
 * @returns The winner, or `undefined` if none keeps it.
 */
export function winner(rows: readonly PlanRow[]): PlanRow | undefined {
  return rows
    .filter(({ result }) => result.latencySeconds.p99 <= MAX_P99_SECONDS)
    .toSorted((a, b) => a.podHoursPerMillion - b.podHoursPerMillion)[0];
}
