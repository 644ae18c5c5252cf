import { delay } from "@std/async";

/** Time, so that tests need none. */
export interface Clock {
  /** Milliseconds since any fixed moment. */
  now(): number;
  /**
   * Waits.
   *
   * @param milliseconds How long.
   */
  sleep(milliseconds: number): Promise<void>;
}

/** The time that passes. */
export const realClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => delay(milliseconds),
};
