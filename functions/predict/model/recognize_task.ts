import type { Model } from "@mlops/model";
import type { Task } from "@mlops/task";
import { TASKS } from "@mlops/tasks";

/**
 * Recognizes a known task in a model whose trainer did not name it, as the workshop's own Python
 * program does not: by the names of the columns, in their order, and by what is predicted.
 *
 * @returns The task, or `null` for any other model.
 */
export function recognizeTask(model: Model): Task | null {
  const { features, output } = model;
  if (output !== "probabilities" || `${model.classes}` !== "0,1") return null;
  return TASKS.find(({ columns }) =>
    features.length === columns.length &&
    features.every(({ name }, column) => name === columns[column]!.name)
  ) ?? null;
}
