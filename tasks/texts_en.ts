import type { TaskTexts } from "@mlops/task";
import { DIABETES_EN } from "./diabetes/texts_en.ts";

/** How a page speaks of the known tasks in English, by the task's name. */
export const TASK_TEXTS: Readonly<Record<string, TaskTexts>> = { diabetes: DIABETES_EN };
