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
  thresholds: {
    ...EVERY_ANSWER_RIGHT,
    // Requests may wait for a pod to start (cold start 1 to 2 s); more than that is a lost user.
    http_req_duration: ["p(95)<2000"],
  },
};
