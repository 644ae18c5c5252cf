/** How likely diabetes is, in the words that people are shown, from low to high. */
export const RISK_LEVELS = ["Faible", "Modéré", "Élevé"] as const;

/** Probabilities from which on the next level holds, 0–1. */
export const RISK_LIMITS = [0.3, 0.7] as const;

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
 * @returns "Faible" below the first of {@linkcode RISK_LIMITS}, "Modéré" below the second, else
 * "Élevé".
 */
export function riskLevel(probability: number): RiskLevel {
  const [moderate, high] = RISK_LIMITS;
  if (probability < moderate) return "Faible";
  return probability < high ? "Modéré" : "Élevé";
}
