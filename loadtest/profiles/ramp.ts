import { changingUsers, EVERY_ANSWER_RIGHT, type Profile } from "../profile.ts";

/** The requests in flight rise in a straight line, stay, and fall: an autoscaler has time to follow. */
export const ramp: Profile = {
  description:
    "up to VUS (40) requests in flight in half a minute, DURATION_SECONDS (60) there, and down again",
  scenarios: (settings) => {
    const users = settings.virtualUsers ?? 40;
    return {
      ramp: changingUsers([
        { users, seconds: 30 },
        { users, seconds: settings.durationSeconds ?? 60 },
        { users: 0, seconds: 30 },
      ]),
    };
  },
  bounds: [
    ...EVERY_ANSWER_RIGHT,
    {
      metric: "http_req_duration",
      condition: "p(95)<2000",
      reason: "requests may wait for a pod to start, 1 to 2 s; more is a lost user",
    },
  ],
};
