import { delay } from "@std/async";
import { median } from "@mlops/statistics";

/** What became of the requests of a crowd. */
export interface CrowdReport {
  /** Answered with 200. */
  readonly answered: number;
  /** Turned away with 503 and `Retry-After`. */
  readonly turnedAway: number;
  /** Everything else, and why: the first ten. */
  readonly failures: readonly string[];
  /** Median time to a 503, in ms. */
  readonly turnedAwayMs: number;
  /** How long it took, in s. */
  readonly seconds: number;
}

/** How a crowd asks. */
export interface CrowdOptions {
  /** How many ask at once, each one request after the other. */
  readonly clients: number;
  /** Time from a request that was turned away to the next of the same client, in ms. */
  readonly pauseMs: number;
  /** Length, in s. */
  readonly seconds: number;
}

/**
 * Asks with many clients. Who is turned away waits and asks again: unlike with a fixed rate there are
 * always too many, however slow this machine is at the time.
 *
 * @param ask Sends one request.
 * @param options How many ask, how often and how long.
 * @returns What became of the requests.
 */
export async function crowd(
  ask: () => Promise<Response>,
  { clients, pauseMs, seconds }: CrowdOptions,
): Promise<CrowdReport> {
  const failures: string[] = [];
  const turnedAwayMs: number[] = [];
  let answered = 0;
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1_000;
  await Promise.all(Array.from({ length: clients }, async () => {
    while (elapsed() < seconds) {
      const asked = performance.now();
      const response = await ask();
      await response.arrayBuffer();
      if (response.status === 200) {
        answered++;
      } else if (response.status === 503 && response.headers.get("retry-after") !== null) {
        const tookMs = performance.now() - asked;
        turnedAwayMs.push(tookMs);
        await delay(Math.max(0, pauseMs - tookMs));
      } else if (failures.length < 10) {
        failures.push(`${response.status}`);
      }
    }
  }));
  return {
    answered,
    turnedAway: turnedAwayMs.length,
    failures,
    turnedAwayMs: turnedAwayMs.length === 0 ? 0 : median(turnedAwayMs),
    seconds: elapsed(),
  };
}
