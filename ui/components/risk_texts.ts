import { task } from "../browser/page_state.ts";
import type { Texts } from "../texts/texts.ts";

/**
 * Translates risk levels, which the service names in French.
 *
 * @param t The reader's texts.
 * @returns A function from a level to its word; empty for a task without levels.
 */
export function riskTexts(t: Texts): (level: string | null) => string {
  const words = [t.riskLevels.low, t.riskLevels.moderate, t.riskLevels.high];
  const levels = task.value?.verdict?.levels ?? [];
  return (level) => level === null ? "" : words[levels.indexOf(level)] ?? level;
}
