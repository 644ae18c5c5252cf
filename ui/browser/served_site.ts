import { type ModelAnswer, SERVED } from "@mlops/answers/model";
import { parseAnswer } from "@mlops/answers/parse";
import { findTask } from "@mlops/tasks";
import { type Signal, signal } from "@preact/signals";
import { RequestFailure, requestJson } from "./request_failure.ts";
import { task } from "./task_state.ts";

/** Name of the served model; empty until it is known. */
export const servedName: Signal<string> = signal("");

/**
 * Lets the page speak of what is served.
 *
 * @param model What the service says of it.
 */
export function noteServed(model: Pick<ModelAnswer, "name" | "task">): void {
  task.value = findTask(model.task);
  servedName.value = model.name;
}

/** Asks once what is served, for a page that does not follow it; without an answer it is named as it was. */
export async function meetServed(): Promise<void> {
  try {
    noteServed(await requestJson("/api/served", {}, (content) => parseAnswer(SERVED, content)));
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
  }
}
