import { task } from "../browser/task_state.ts";
import type { TaskTexts } from "@mlops/task";

/**
 * Translates the levels of a verdict, which the service names in the task's language.
 *
 * @param own The task's words, or `null`.
 * @returns A function from a level to its word; empty for a task without levels.
 */
export function riskTexts(own: TaskTexts | null): (level: string | null) => string {
  const levels = task.value?.verdict?.levels ?? [];
  return (level) => level === null ? "" : own?.levels[levels.indexOf(level)] ?? level;
}
