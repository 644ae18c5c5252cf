/** What became of requests that came at a constant rate, whether or not the service kept up. */
export interface OpenLoadReport {
  /** Requests sent. */
  readonly sent: number;
  /** Answered with 200. */
  readonly answered: number;
  /** Turned away with 503 and `Retry-After`. */
  readonly turnedAway: number;
  /** Everything else, and why: the first ten. */
  readonly failures: readonly string[];
  /** Median time to a 503, in ms. */
  readonly turnedAwayMs: number;
  /** How long it took, in s, to the last answer. */
  readonly seconds: number;
}

/** How often requests are sent, in ms; each time as many as are due. */
const TICK_MS = 5;

/**
 * Sends requests at a constant rate.
 *
 * @param request Sends one.
 * @param options Requests a second, length in s, and how many may be unanswered at once at most.
 * @returns What became of them.
 */
export async function openLoad(
  request: () => Promise<Response>,
  { perSecond, seconds, maxOpen = 2_000 }: { perSecond: number; seconds: number; maxOpen?: number },
): Promise<OpenLoadReport> {
  const failures: string[] = [];
  const turnedAwayMs: number[] = [];
  const open = new Set<Promise<void>>();
  let answered = 0;
  let sent = 0;
  const ask = async () => {
    const began = performance.now();
    try {
      const response = await request();
      await response.arrayBuffer();
      if (response.status === 200) answered++;
      else if (response.status === 503 && response.headers.get("retry-after") !== null) {
        turnedAwayMs.push(performance.now() - began);
      } else if (failures.length < 10) failures.push(`${response.status}`);
    } catch (error) {
      if (failures.length < 10) failures.push(String(error));
    }
  };
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1_000;
  while (elapsed() < seconds) {
    const due = Math.floor(elapsed() * perSecond);
    for (; sent < due && open.size < maxOpen; sent++) {
      const asked: Promise<void> = ask().finally(() => open.delete(asked));
      open.add(asked);
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(open);
  return {
    sent,
    answered,
    turnedAway: turnedAwayMs.length,
    failures,
    turnedAwayMs: turnedAwayMs.toSorted((a, b) => a - b)[turnedAwayMs.length >> 1] ?? 0,
    seconds: elapsed(),
  };
}
