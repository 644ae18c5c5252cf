import { EVERY_ANSWER_RIGHT, type Profile } from "../profile.ts";

/** Seconds between the waves: long enough for a Service with a 10 s window to be at zero again. */
const SECONDS_TO_ZERO = 90;

/** Requests at once. */
const WAVES = [1, 5, 25];

/** 1, then 5, then 25 requests at once, each wave at a Service that has no pod. */
export const fromZero: Profile = {
  description: "1, 5 and 25 requests at once, each time from zero pods",
  scenarios: () =>
    Object.fromEntries(WAVES.map((count, wave) => [`wave_of_${count}`, {
      executor: "per-vu-iterations",
      vus: count,
      iterations: 1,
      startTime: `${wave * SECONDS_TO_ZERO}s`,
      maxDuration: "60s",
    }])),
  bounds: [
    ...EVERY_ANSWER_RIGHT,
    ...WAVES.map((count) => ({
      metric: `http_req_duration{scenario:wave_of_${count}}`,
      condition: "max<10000",
      reason: "a pod is scheduled, a container starts and the model loads before the first answer",
    })),
  ],
};
