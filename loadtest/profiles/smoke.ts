import { EVERY_ANSWER_RIGHT, type Profile } from "../profile.ts";

/** Ten requests one after the other: is everything there, and right? */
export const smoke: Profile = {
  description: "ten requests, one after the other",
  scenarios: () => ({
    smoke: { executor: "shared-iterations", vus: 1, iterations: 10, maxDuration: "60s" },
  }),
  bounds: EVERY_ANSWER_RIGHT,
};
