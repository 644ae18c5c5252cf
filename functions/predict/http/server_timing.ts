/** Fractions of a millisecond as text: writing a double out would cost as much as half a prediction. */
const THOUSANDTHS = Array.from({ length: 1000 }, (_, us) => `0.${`${us}`.padStart(3, "0")}`);
const SCORES = THOUSANDTHS.map((ms) => `score;dur=${ms}, `);
const TOTALS = THOUSANDTHS.map((ms) => `total;dur=${ms}`);

/**
 * Writes the header `Server-Timing` (W3C).
 *
 * @param scoringMs Time spent scoring, in ms; 0 leaves it out.
 * @param totalMs Time from the arrival of the request to its answer, in ms.
 * @returns E.g. `score;dur=0.004, total;dur=0.051`.
 */
export function serverTiming(scoringMs: number, totalMs: number): string {
  const total = TOTALS[Math.trunc(totalMs * 1000)] ?? `total;dur=${totalMs.toFixed(3)}`;
  if (scoringMs <= 0) return total;
  return (SCORES[Math.trunc(scoringMs * 1000)] ?? `score;dur=${scoringMs.toFixed(3)}, `) + total;
}
