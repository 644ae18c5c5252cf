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

/** How many ask at once: more than the service lets in and lets wait. */
const SIZE = 64;

/** Fewest that find no place: all but the one in progress and the sixteen that wait. */
const WITHOUT_PLACE = SIZE - 17;

/**
 * Asks with more clients than the service has places for. Who is turned away waits for as long as makes
 * the whole crowd ask at the wanted rate, and asks again: unlike with a fixed rate there are always too
 * many, however slow this machine is at the time.
 *
 * @param ask Sends one request.
 * @param options Answers a second that the service can give, how many times as many are asked for, and
 * the length in s.
 * @returns What became of the requests.
 */
export async function crowd(
  ask: () => Promise<Response>,
  { peak, times, seconds }: { peak: number; times: number; seconds: number },
): Promise<CrowdReport> {
  const pauseMs = 1_000 * WITHOUT_PLACE / ((times - 1) * peak);
  const failures: string[] = [];
  const turnedAwayMs: number[] = [];
  let answered = 0;
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1_000;
  await Promise.all(Array.from({ length: SIZE }, async () => {
    while (elapsed() < seconds) {
      const asked = performance.now();
      const response = await ask();
      await response.arrayBuffer();
      if (response.status === 200) {
        answered++;
      } else if (response.status === 503 && response.headers.get("retry-after") !== null) {
        const tookMs = performance.now() - asked;
        turnedAwayMs.push(tookMs);
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, pauseMs - tookMs)));
      } else if (failures.length < 10) {
        failures.push(`${response.status}`);
      }
    }
  }));
  return {
    answered,
    turnedAway: turnedAwayMs.length,
    failures,
    turnedAwayMs: turnedAwayMs.toSorted((a, b) => a - b)[turnedAwayMs.length >> 1] ?? 0,
    seconds: elapsed(),
  };
}
