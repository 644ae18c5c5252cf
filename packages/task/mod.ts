/**
 * What a task is: a table's target with everything that programs need to know of it in advance. The
 * tasks themselves are `@mlops/tasks`; a table without a description of its own gets one from its name.
 *
 * @example
 * ```ts
 * import { tableTask } from "@mlops/task";
 * import { equal } from "node:assert/strict";
 *
 * equal(tableTask("penguins.csv", "species").model, "penguins-species-model");
 * ```
 *
 * @module
 */

export { CHAMPION, type Task, type TaskCase, type TaskColumn, type TaskSample } from "./task.ts";
export { tableTask, taskOfModel } from "./table_task.ts";
export type { TaskTexts } from "./task_texts.ts";
export { levelOf, type Verdict } from "./verdict.ts";
