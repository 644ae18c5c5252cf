import { levelOf, type Verdict } from "@mlops/task";

/** The words of the workshop for the probability of diabetes, and from which one on each level holds. */
export const VERDICT: Verdict = {
  member: "has_diabetes",
  event: "diabetes",
  levels: ["Faible", "Modéré", "Élevé"],
  limits: [0.3, 0.7],
};

/**
 * Names the risk that a probability stands for.
 *
 * @example The limits belong to the level above
 * ```ts
 * import { riskLevel } from "@mlops/tasks/diabetes";
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
export function riskLevel(probability: number): string {
  return levelOf(VERDICT, probability);
}
