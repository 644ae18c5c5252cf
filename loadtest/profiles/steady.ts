import { constantRate, EVERY_ANSWER_RIGHT, type Profile } from "../profile.ts";

/** A constant arrival rate: the latency that users see on an ordinary day. */
export const steady: Profile = {
  description:
    "a constant rate, 100 requests a second for a minute unless RATE and DURATION_SECONDS say otherwise",
  scenarios: (settings) => ({
    steady: constantRate(settings.rate ?? 100, settings.durationSeconds ?? 60),
  }),
  thresholds: {
    ...EVERY_ANSWER_RIGHT,
    // A page that predicts on every move of a slider feels immediate below 100 ms (Nielsen 1993).
    http_req_duration: ["p(95)<100"],
  },
};
