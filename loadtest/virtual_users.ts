import type { Scenario } from "k6/options";

/** The fields of a closed loop's scenario: a fixed number of virtual users, or stages of them. */
interface ClosedLoop {
  readonly executor: string;
  readonly vus?: number;
  readonly startVUs?: number;
  readonly stages?: readonly { readonly target: number; readonly duration: string }[];
}

/**
 * Tells how many virtual users a closed loop has.
 *
 * @param scenarios The scenarios of a profile.
 * @param second Time since the load began, in s.
 * @returns Virtual users, in parts of one while they rise or fall; 0 after the end.
 * @throws {RangeError} If a scenario is no closed loop.
 */
export function virtualUsersAt(
  scenarios: Readonly<Record<string, Scenario>>,
  second: number,
): number {
  return Object.values(scenarios).reduce((sum, scenario) => {
    const loop = scenario as ClosedLoop & { readonly duration?: string };
    if (loop.executor !== "constant-vus" && loop.executor !== "ramping-vus") {
      throw new RangeError(
        `Cannot tell the virtual users as the scenario must be a closed loop: is ${loop.executor}`,
      );
    }
    const constant = [{ target: loop.vus ?? 0, duration: loop.duration ?? "0s" }];
    return sum + usersAt(loop.stages ?? constant, loop.startVUs ?? loop.vus ?? 0, second);
  }, 0);
}

function usersAt(
  stages: readonly { readonly target: number; readonly duration: string }[],
  startUsers: number,
  second: number,
): number {
  let users = startUsers;
  let left = second;
  for (const { target, duration } of stages) {
    const length = Number(duration.replace(/s$/, ""));
    if (left < length) return users + (target - users) * Math.max(0, left) / length;
    left -= length;
    users = target;
  }
  return 0;
}
