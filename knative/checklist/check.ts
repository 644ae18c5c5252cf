import { delay } from "@std/async";

/** One line of the checklist. */
export interface Check {
  /** What holds when it is ticked. */
  readonly title: string;
  /** What to do when it does not, mostly a command to paste. */
  readonly remedy: string;
  /**
   * Looks at the running cluster.
   *
   * @returns What was seen, to stand beside the tick.
   * @throws {Error} If it does not hold; the message says what was seen instead.
   */
  run(): Promise<string>;
}

/** Lines that belong together. */
export interface Section {
  /** Title, after the workshop's exercise. */
  readonly title: string;
  /** Its lines, in the workshop's order. */
  readonly checks: readonly Check[];
}

/**
 * Fails a check.
 *
 * @param seen What was seen.
 * @returns Never.
 * @throws {Error} Always.
 */
export function fail(seen: string): never {
  throw new Error(seen);
}

/** Time between two looks, in ms. */
const LOOK_MS = 2_000;

/**
 * Looks again and again, for what comes by itself after a while.
 *
 * @param patienceMs How long it waits between looks in all, in ms; 0 looks once.
 * @returns What the first look without an error has seen.
 * @throws {Error} What the last look has thrown.
 */
export async function eventually(
  patienceMs: number,
  look: () => Promise<string>,
): Promise<string> {
  // By what was waited, not by the clock: slow looks are no fewer.
  for (let leftMs = patienceMs;; leftMs -= LOOK_MS) {
    try {
      return await look();
    } catch (error) {
      if (leftMs <= 0) throw error;
      await delay(Math.min(LOOK_MS, leftMs));
    }
  }
}
