/** How likely diabetes is, in the words that people are shown, from low to high. */
export const RISK_LEVELS = ["Faible", "Modéré", "Élevé"] as const;

/** One of {@linkcode RISK_LEVELS}. */
export type RiskLevel = typeof RISK_LEVELS[number];

/**
 * Names the risk that a probability stands for.
 *
 * @example The limits belong to the level above
 * ```ts
 * import { riskLevel } from "@mlops/diabetes";
 * import { equal } from "node:assert/strict";
 *
 * equal(riskLevel(0.29), "Faible");
 * equal(riskLevel(0.3), "Modéré");
 * equal(riskLevel(0.7), "Élevé");
 * ```
 *
 * @param probability Probability of diabetes, 0–1.
 * @returns "Faible" below 0.3, "Modéré" below 0.7, else "Élevé".
 */
export function riskLevel(probability: number): RiskLevel {
  if (probability < 0.3) return "Faible";
  return probability < 0.7 ? "Modéré" : "Élevé";
}
