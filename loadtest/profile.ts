import type { Scenario, Threshold } from "k6/options";
import type { Settings } from "./settings.ts";

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
  /** Bounds on k6's metrics, each with its reason beside it. */
  readonly thresholds: Readonly<Record<string, Threshold[]>>;
}

/**
 * What every profile demands: no answer fails, and none differs from the reference model's.
 * A prediction that is wrong or lost is worse than a slow one, so there is no share that may fail.
 */
export const EVERY_ANSWER_RIGHT: Readonly<Record<string, Threshold[]>> = {
  "http_req_failed": ["rate==0"],
  checks: ["rate==1"],
};

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

/** Enough virtual users for answers of 100 ms, and up to 2 s while pods start; k6 makes them as needed. */
function virtualUsers(rate: number): { preAllocatedVUs: number; maxVUs: number } {
  return { preAllocatedVUs: Math.ceil(rate / 10) + 1, maxVUs: Math.ceil(rate * 2) + 1 };
}
