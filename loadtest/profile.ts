import type { Scenario } from "k6/options";
import type { Settings } from "./settings.ts";

/** A bound on one of k6's metrics. */
export interface Bound {
  /** The metric, in k6's terms, also of one scenario: `http_req_duration{scenario:first}`. */
  readonly metric: string;
  /** What must hold, in k6's terms. */
  readonly condition: string;
  /** Why, in a few words for the report. */
  readonly reason: string;
}

/** A shape of load: what k6 runs, and what must hold for it to be called good. */
export interface Profile {
  /** What it shows, in a sentence. */
  readonly description: string;
  /**
   * Makes the scenarios, in k6's terms.
   *
   * @param settings Rate, virtual users and length, where the profile has them.
   * @returns Scenarios by name.
   */
  scenarios(settings: Settings): Record<string, Scenario>;
  /** Whether a pod must be ready before the load begins: its bounds are not those of a cold start. */
  readonly isWarm?: boolean;
  /** What must hold, each with its reason. */
  readonly bounds: readonly Bound[];
}

/** What every profile demands: no answer fails, and none differs from the reference model's. */
export const EVERY_ANSWER_RIGHT: readonly Bound[] = [
  {
    metric: "http_req_failed",
    condition: "rate==0",
    reason: "a lost prediction is worse than a slow one",
  },
  {
    metric: "checks",
    condition: "rate==1",
    reason: "and one that is not the reference model's is worse still",
  },
];

/**
 * Writes bounds as k6's option `thresholds`.
 *
 * @returns Conditions by metric.
 */
export function thresholdsOf(bounds: readonly Bound[]): Record<string, string[]> {
  const thresholds: Record<string, string[]> = {};
  for (const { metric, condition } of bounds) (thresholds[metric] ??= []).push(condition);
  return thresholds;
}

/**
 * Makes a scenario in which requests arrive at a constant rate, whether or not earlier ones have
 * been answered: a service that slows down is not spared, as it would be by waiting clients.
 *
 * @param rate Requests a second.
 * @param durationSeconds Length in seconds.
 * @returns The scenario.
 */
export function constantRate(rate: number, durationSeconds: number): Scenario {
  return {
    executor: "constant-arrival-rate",
    rate,
    timeUnit: "1s",
    duration: `${durationSeconds}s`,
    ...virtualUsers(rate),
  };
}

/**
 * Makes a closed loop whose virtual users become more and fewer in straight lines, from 0 on. Each
 * asks again as soon as it was answered, so that the requests in flight are as many as the users,
 * however fast the answers are: what an autoscaler on concurrency is to be shown with.
 *
 * @param stages Virtual users at the end of each stage, and its length in seconds.
 * @returns The scenario.
 */
export function changingUsers(
  stages: readonly { users: number; seconds: number }[],
): Scenario {
  return {
    executor: "ramping-vus",
    startVUs: 0,
    stages: stages.map(({ users, seconds }) => ({
      target: Math.round(users),
      duration: `${seconds}s`,
    })),
    // A request may be waiting for a pod when the load ends: it is answered, not cut.
    gracefulRampDown: "30s",
    gracefulStop: "30s",
  };
}

/**
 * Enough virtual users while a pod starts for a second, and for two if need be: those that k6 makes
 * only then come too late for their requests.
 */
function virtualUsers(rate: number): { preAllocatedVUs: number; maxVUs: number } {
  return { preAllocatedVUs: Math.ceil(rate) + 1, maxVUs: Math.ceil(rate * 2) + 1 };
}
