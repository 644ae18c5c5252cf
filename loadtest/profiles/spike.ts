import { EVERY_ANSWER_RIGHT, type Profile, risingRate } from "../profile.ts";

/** Ten times the rate from one second to the next: what a panic window is for. */
export const spike: Profile = {
  description:
    "a tenth of RATE (300 a second), then all of it at once for DURATION_SECONDS (30), then a tenth again",
  scenarios: (settings) => {
    const rate = settings.rate ?? 300;
    return {
      spike: risingRate([
        { rate: rate / 10, seconds: 1 },
        { rate: rate / 10, seconds: 20 },
        { rate, seconds: 1 },
        { rate, seconds: settings.durationSeconds ?? 30 },
        { rate: rate / 10, seconds: 1 },
        { rate: rate / 10, seconds: 30 },
      ]),
    };
  },
  thresholds: {
    ...EVERY_ANSWER_RIGHT,
    // The queue in front of starting pods may hold a request for the length of a cold start or two.
    http_req_duration: ["p(95)<5000"],
  },
};
