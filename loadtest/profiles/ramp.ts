import { EVERY_ANSWER_RIGHT, type Profile, risingRate } from "../profile.ts";

/** The rate rises in a straight line, stays, and falls: an autoscaler has time to follow. */
export const ramp: Profile = {
  description:
    "up to RATE (200 a second) in half a minute, DURATION_SECONDS (60) there, and down again",
  scenarios: (settings) => {
    const rate = settings.rate ?? 200;
    return {
      ramp: risingRate([
        { rate, seconds: 30 },
        { rate, seconds: settings.durationSeconds ?? 60 },
        { rate: 0, seconds: 30 },
      ]),
    };
  },
  thresholds: {
    ...EVERY_ANSWER_RIGHT,
    // Requests may wait for a pod to start (cold start 1 to 2 s); more than that is a lost user.
    http_req_duration: ["p(95)<2000"],
  },
};
