import { REFERENCE_TASK } from "@mlops/tasks";

/**
 * Writes the reference task's cases as a file to try the upload with.
 *
 * @returns A CSV with one line per case.
 */
export function exampleCsv(): string {
  const names = REFERENCE_TASK.columns.map(({ name }) => name);
  const rows = REFERENCE_TASK.cases.map(({ row }) => names.map((name) => row[name]).join(","));
  return [names.join(","), ...rows].join("\n") + "\n";
}
