import { constantRate, EVERY_ANSWER_RIGHT, type Profile } from "../profile.ts";

/** The champion changes every few seconds while the load runs; no answer may fail. */
export const rollout: Profile = {
  description:
    "the alias champion moves every 3 s while RATE (50 a second) runs for DURATION_SECONDS (60)",
  scenarios: (settings) => {
    const seconds = settings.durationSeconds ?? 60;
    return {
      rollout: constantRate(settings.rate ?? 50, seconds),
      move_alias: {
        executor: "constant-arrival-rate",
        exec: "moveAlias",
        rate: 1,
        timeUnit: "3s",
        duration: `${seconds}s`,
        preAllocatedVUs: 1,
      },
    };
  },
  bounds: [
    ...EVERY_ANSWER_RIGHT,
    ...["first", "second"].map((version) => ({
      metric: `answers_of_${version}_version`,
      condition: "count>0",
      reason: "both versions answered, or nothing was rolled out at all",
    })),
  ],
};
