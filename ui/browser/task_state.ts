import type { Task } from "@mlops/task";
import { REFERENCE_TASK } from "@mlops/tasks";
import { type Signal, signal } from "@preact/signals";

/**
 * The task in whose words the page speaks; `null` for any table. The build and the page's own
 * document say what it begins with, the served model what it is.
 */
export const task: Signal<Task | null> = signal(REFERENCE_TASK);
