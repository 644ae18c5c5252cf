import { constantRate, EVERY_ANSWER_RIGHT, type Profile } from "../profile.ts";

/** Half an hour at a modest rate: leaks, slow drifts, rare failures. */
export const soak: Profile = {
  description: "RATE (50 a second) for DURATION_SECONDS (1800)",
  scenarios: (settings) => ({
    soak: constantRate(settings.rate ?? 50, settings.durationSeconds ?? 1800),
  }),
  isWarm: true,
  bounds: [
    ...EVERY_ANSWER_RIGHT,
    {
      metric: "http_req_duration",
      condition: "p(95)<100",
      reason: "below 100 ms a page that predicts on every move of a slider feels immediate",
    },
    {
      metric: "http_req_duration",
      condition: "p(99)<500",
      reason: "a pause that comes once a minute would show here",
    },
  ],
};
