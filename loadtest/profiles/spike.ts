import { changingUsers, EVERY_ANSWER_RIGHT, type Profile } from "../profile.ts";

/** Ten times the requests in flight from one second to the next: what a panic window is for. */
export const spike: Profile = {
  description:
    "a tenth of VUS (60) in flight, then all at once for DURATION_SECONDS (30), then a tenth again",
  scenarios: (settings) => {
    const users = settings.virtualUsers ?? 60;
    return {
      spike: changingUsers([
        { users: users / 10, seconds: 1 },
        { users: users / 10, seconds: 20 },
        { users, seconds: 1 },
        { users, seconds: settings.durationSeconds ?? 30 },
        { users: users / 10, seconds: 1 },
        { users: users / 10, seconds: 30 },
      ]),
    };
  },
  bounds: [
    ...EVERY_ANSWER_RIGHT,
    {
      metric: "http_req_duration",
      condition: "p(95)<5000",
      reason: "the queue in front of starting pods may hold a request for a cold start or two",
    },
  ],
};
