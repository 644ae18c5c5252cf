import { delay } from "@std/async";

/** Time between two looks, in ms, where nobody reads seconds off it. */
const LOOK_MS = 2_000;

/**
 * Looks again and again, for what comes by itself after a while.
 *
 * @param patienceMs How long it waits between looks in all, in ms; 0 looks once.
 * @param look Returns what it sees, and throws as long as it does not hold.
 * @param lookMs Time between two looks, in ms.
 * @returns What the first look without an error has seen.
 * @throws What the last look has thrown.
 */
export async function eventually<T>(
  patienceMs: number,
  look: () => Promise<T>,
  lookMs = LOOK_MS,
): Promise<T> {
  // By what was waited, not by the clock: slow looks are no fewer.
  for (let leftMs = patienceMs;; leftMs -= lookMs) {
    try {
      return await look();
    } catch (error) {
      if (leftMs <= 0) throw error;
      await delay(Math.min(lookMs, leftMs));
    }
  }
}
