import type { Section } from "../check.ts";
import { runChecks } from "../run_checks.ts";

/**
 * Runs the checks of a section.
 *
 * @param section The section.
 * @returns The lines that they print, without heading and remedies.
 */
export async function linesOf(section: Section): Promise<string[]> {
  const lines: string[] = [];
  await runChecks([section], (line) => lines.push(line));
  return lines.filter((line) => /^ {2}[✓✗]/.test(line)).map((line) => line.trim());
}
