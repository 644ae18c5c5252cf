import { constantRate, EVERY_ANSWER_RIGHT, type Profile } from "../profile.ts";

/** Half an hour at a modest rate: leaks, slow drifts, rare failures. */
export const soak: Profile = {
  description: "RATE (50 a second) for DURATION_SECONDS (1800)",
  scenarios: (settings) => ({
    soak: constantRate(settings.rate ?? 50, settings.durationSeconds ?? 1800),
  }),
  thresholds: {
    ...EVERY_ANSWER_RIGHT,
    // As in the steady profile; the 99th percentile would show a pause that comes once a minute.
    http_req_duration: ["p(95)<100", "p(99)<500"],
  },
};
