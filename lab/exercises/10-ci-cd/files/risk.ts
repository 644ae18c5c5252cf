/**
 * Says a probability in a word, for people.
 *
 * @param probability 0–1.
 * @returns `low`, `raised` or `high`.
 */
export function riskOf(probability: number): string {
  if (probability >= 0.7) return "high";
  return probability >= 0.3 ? "raised" : "low";
}
