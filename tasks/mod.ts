/**
 * The tasks that the stack knows by name. A new one is a folder beside `diabetes/` and a line here; a
 * table needs none, as `tableTask` of `@mlops/task` describes it by its name.
 *
 * @example
 * ```ts
 * import { findTask, REFERENCE_TASK } from "@mlops/tasks";
 * import { equal } from "node:assert/strict";
 *
 * equal(findTask(REFERENCE_TASK.name), REFERENCE_TASK);
 * equal(findTask("penguins-species"), null);
 * ```
 *
 * @module
 */
import type { Task } from "@mlops/task";
import { DIABETES } from "./diabetes/task.ts";

/** What is trained, served and drawn where nobody names a table. */
export const REFERENCE_TASK: Task & { readonly sample: NonNullable<Task["sample"]> } = DIABETES;

/** All tasks that have a description of their own. */
export const TASKS: readonly Task[] = [REFERENCE_TASK];

/**
 * Finds the description of a task.
 *
 * @param name What a model says that it is for, or `null`.
 * @returns The task, or `null` if it is not known.
 */
export function findTask(name: string | null): Task | null {
  return TASKS.find((task) => task.name === name) ?? null;
}
