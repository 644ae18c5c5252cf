import type { Task } from "@mlops/task";

/**
 * Names the folder of the built site that holds the pages in a task's words.
 *
 * @param task The task, or `null` for any table.
 * @returns Its path in the site, without a final slash.
 */
export function pagesFolder(task: Task | null): string {
  return `/pages/${task?.name ?? "any"}`;
}
