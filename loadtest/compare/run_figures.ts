import { loadSeconds } from "../load_seconds.ts";
import { PROFILES } from "../profiles.ts";
import { readSettings } from "../settings.ts";
import type { RunFigures } from "../simulate/recording.ts";
import { virtualUsersAt } from "../virtual_users.ts";
import type { RunResult } from "./run_result.ts";

const FEW_USERS = 10;

/**
 * Takes from runs of one form what a simulation of another such run is told.
 *
 * @param runs One or more runs.
 * @param env Their load, as `settings.ts` reads it: a closed loop.
 * @returns Their means.
 */
export function runFigures(
  runs: readonly RunResult[],
  env: Readonly<Record<string, string>>,
): RunFigures {
  const settings = readSettings(env, Object.keys(PROFILES));
  const scenarios = PROFILES[settings.profile]?.scenarios(settings) ?? {};
  const length = loadSeconds(scenarios);
  let counted = 0;
  let users = 0;
  const shares: number[] = [];
  for (const { timeline } of runs) {
    const begin = Math.max(0, (timeline.at(-1)?.seconds ?? 0) - length);
    for (const { seconds, metricSeen, podsReady } of timeline) {
      // Before there is a pod all requests wait in the activator.
      if (metricSeen === null || podsReady === 0) continue;
      const at = virtualUsersAt(scenarios, seconds - begin);
      counted += metricSeen;
      users += at;
      // Of few users a share says little.
      if (at >= FEW_USERS) shares.push(metricSeen / at);
    }
  }
  const starts = runs.map((run) => run.coldStartSeconds).filter((it) => it !== null);
  return {
    countedShare: users === 0 ? 0 : counted / users,
    countedSpread: spread(shares),
    podCores: mean(runs.map(({ cpuSeconds }) => cpuSeconds)) / length,
    coldStartSeconds: Math.max(1, Math.round(mean(starts))),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Standard deviation as a share of the mean. */
function spread(values: readonly number[]): number {
  const middle = mean(values);
  return middle === 0 ? 0 : Math.sqrt(mean(values.map((value) => (value - middle) ** 2))) / middle;
}
