import { RISK_LEVELS, type RiskLevel } from "@mlops/diabetes";
import type { Texts } from "../texts/texts.ts";

/**
 * Translates risk levels, which the service names in French.
 *
 * @param t The reader's texts.
 * @returns A function from a level to its word; empty for a task without levels.
 */
export function riskTexts(t: Texts): (level: RiskLevel | null) => string {
  const words = [t.riskLevels.low, t.riskLevels.moderate, t.riskLevels.high];
  return (level) => level === null ? "" : words[RISK_LEVELS.indexOf(level)] ?? level;
}
