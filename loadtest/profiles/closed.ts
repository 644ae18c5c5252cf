import { EVERY_ANSWER_RIGHT, type Profile } from "../profile.ts";

/** A fixed number of requests in flight: what a capacity is measured with. */
export const closed: Profile = {
  description: "VUS (50) requests in flight, always, for DURATION_SECONDS (30)",
  scenarios: (settings) => ({
    closed: {
      executor: "constant-vus",
      vus: settings.virtualUsers ?? 50,
      duration: `${settings.durationSeconds ?? 30}s`,
      gracefulStop: "30s",
    },
  }),
  // No bound on the latency: in a closed loop it says how many ask, not how well they are served.
  bounds: EVERY_ANSWER_RIGHT,
};
