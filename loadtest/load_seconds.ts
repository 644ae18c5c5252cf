import type { Scenario } from "k6/options";

/** The fields of any executor's scenario that say how long it lasts; durations are like "30s". */
interface Lengths {
  readonly startTime?: string;
  readonly duration?: string;
  readonly maxDuration?: string;
  readonly stages?: readonly { readonly duration: string }[];
}

/**
 * Tells how long a load lasts at most, without the time in which its last requests are answered.
 *
 * @param scenarios The scenarios of a profile.
 * @returns The end of the last one, in s.
 */
export function loadSeconds(scenarios: Readonly<Record<string, Scenario>>): number {
  return Math.max(
    ...Object.values(scenarios).map((scenario) => {
      const { startTime, duration, maxDuration, stages = [] }: Lengths = scenario as Lengths;
      const length = stages.reduce((sum, stage) => sum + secondsOf(stage.duration), 0);
      return secondsOf(startTime) + (length || secondsOf(duration ?? maxDuration));
    }),
  );
}

function secondsOf(text = "0s"): number {
  return Number(text.replace(/s$/, ""));
}
