import { REFERENCE_TASK } from "@mlops/tasks";
import { SAMPLE_CASES } from "../browser/sample_cases.ts";

/**
 * Writes the sample patients as a file to try the upload with.
 *
 * @returns A CSV with one line per sample.
 */
export function exampleCsv(): string {
  const names = REFERENCE_TASK.columns.map(({ name }) => name);
  const rows = SAMPLE_CASES.map(({ values }) => names.map((name) => values[name]).join(","));
  return [names.join(","), ...rows].join("\n") + "\n";
}
