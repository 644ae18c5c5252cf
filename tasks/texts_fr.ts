import type { TaskTexts } from "@mlops/task";
import { DIABETES_FR } from "./diabetes/texts_fr.ts";

/** How a page speaks of the known tasks in French, by the task's name. */
export const TASK_TEXTS: Readonly<Record<string, TaskTexts>> = { diabetes: DIABETES_FR };
