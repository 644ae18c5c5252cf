import type { Clock } from "../clock.ts";

/** Time that passes only while somebody waits. */
export function stillClock(): Clock {
  let time = 0;
  return {
    now: () => time,
    sleep(milliseconds) {
      time += milliseconds;
      return Promise.resolve();
    },
  };
}
