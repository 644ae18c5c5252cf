import { referencePython } from "@mlops/testing/reference";
import { askLines, type LineProcess } from "./line_process.ts";

/** The reference in Python, as one process that stays up between measurements, as a service would. */
export interface PythonReference extends LineProcess {
  /**
   * Measures or scores something there.
   *
   * @param action Name of the action in `reference.py`.
   * @returns Its answer.
   */
  ask<T>(action: "one_row" | "batch" | "fit" | "score", argument: unknown): Promise<T>;
}

/**
 * Starts the reference, which trains the reference forest first.
 *
 * @param dataset Path of the data set.
 * @returns The reference, ready.
 * @throws {Error} If Python fails.
 */
export async function startPythonReference(dataset: string): Promise<PythonReference> {
  const program = new URL("reference.py", import.meta.url).pathname;
  return askLines(await referencePython(), [program, dataset]);
}
