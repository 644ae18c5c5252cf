import type { LabDeps } from "../engine/deps.ts";
import { exerciseOf } from "../engine/discover.ts";
import { LabFault, say } from "../engine/words.ts";
import { requireStarted } from "./require_started.ts";

/**
 * Prints the same thing by the classic way and by Knative's, in figures of the learner's own cluster.
 *
 * @param number As it was given.
 * @returns Exit code.
 * @throws {LabFault} If the exercise compares nothing.
 */
export async function compare(deps: LabDeps, number: string | undefined): Promise<number> {
  const { language, texts, print } = deps;
  const found = exerciseOf(deps.exercises, number);
  const { done } = await requireStarted(deps, found);
  if (found.exercise.compare === undefined || done.place === "local") {
    const text = texts.noCompare(found.number);
    throw new LabFault({ fr: text, en: text });
  }
  const figures = await found.exercise.compare(deps.openPlace(found.number, done.place));
  for (const { what, classic, knative } of figures) {
    print(`\n${say(what, language)}`);
    print(`  ${texts.classic}: ${say(classic, language)}`);
    print(`  ${texts.knative}: ${say(knative, language)}`);
  }
  return 0;
}
