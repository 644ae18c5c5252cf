/** What a population stability index says; `unknown` where there is none, or too few rows for one. */
export type DriftLevel = "stable" | "moderate" | "major" | "unknown";

/**
 * Indices from which on drift is moderate or major, as credit scoring has them (Siddiqi, "Credit Risk
 * Scorecards", 2006).
 */
export const DRIFT_LIMITS = { moderate: 0.1, major: 0.25 } as const;

/**
 * Names what an index says. One that chance explains is no drift: with few rows a level takes more
 * than its bound. Where chance alone reaches the highest bound, such an index says nothing at all.
 *
 * @param psi Population stability index, >= 0, or `null` if there is none.
 * @param psiByChance What the index passes by chance once in a hundred times, or `null`.
 * @returns The level.
 */
export function driftLevel(psi: number | null, psiByChance: number | null): DriftLevel {
  if (psi === null || psiByChance === null) return "unknown";
  if (psi < DRIFT_LIMITS.moderate) return "stable";
  if (psi <= psiByChance) return psiByChance < DRIFT_LIMITS.major ? "stable" : "unknown";
  return psi < DRIFT_LIMITS.major ? "moderate" : "major";
}
