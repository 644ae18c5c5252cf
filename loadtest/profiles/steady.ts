import { constantRate, EVERY_ANSWER_RIGHT, type Profile } from "../profile.ts";

/** A constant arrival rate: the latency that users see on an ordinary day. */
export const steady: Profile = {
  description:
    "a constant rate, 100 requests a second for a minute unless RATE and DURATION_SECONDS say otherwise",
  scenarios: (settings) => ({
    steady: constantRate(settings.rate ?? 100, settings.durationSeconds ?? 60),
  }),
  isWarm: true,
  bounds: [
    ...EVERY_ANSWER_RIGHT,
    {
      metric: "http_req_duration",
      condition: "p(95)<100",
      // Nielsen, "Usability Engineering" (1993), on response times.
      reason: "below 100 ms a page that predicts on every move of a slider feels immediate",
    },
  ],
};
