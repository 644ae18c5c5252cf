/** Fractions of a millisecond as text: writing a double out would cost as much as half a prediction. */
const THOUSANDTHS = Array.from({ length: 1000 }, (_, us) => `0.${`${us}`.padStart(3, "0")}`);

/**
 * Writes the header `Server-Timing` (W3C).
 *
 * @param scoringMs Time spent scoring, in ms; 0 leaves it out.
 * @param totalMs Time from the arrival of the request to its answer, in ms.
 * @returns E.g. `score;dur=0.004, total;dur=0.051`.
 */
export function serverTiming(scoringMs: number, totalMs: number): string {
  const total = `total;dur=${toMilliseconds(totalMs)}`;
  return scoringMs > 0 ? `score;dur=${toMilliseconds(scoringMs)}, ${total}` : total;
}

function toMilliseconds(ms: number): string {
  return THOUSANDTHS[Math.trunc(ms * 1000)] ?? ms.toFixed(3);
}
