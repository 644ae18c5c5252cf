import type { LabDeps } from "../engine/deps.ts";
import { exerciseOf, type FoundExercise } from "../engine/discover.ts";
import type { Place, PlaceKind } from "../engine/place.ts";
import { LabFault, say } from "../engine/words.ts";
import { requireStarted } from "./require_started.ts";

/**
 * Prints the same thing by the classic way and by Knative's, in figures of the learner's own cluster.
 *
 * @param number As it was given.
 * @returns Exit code.
 * @throws {LabFault} If the exercise compares nothing, or there is no cluster to take figures from.
 */
export async function compareForms(deps: LabDeps, number: string | undefined): Promise<number> {
  const { language, texts, print } = deps;
  const found = exerciseOf(deps.exercises, number);
  const done = await requireStarted(deps, found);
  const { compare } = found.exercise;
  if (compare === undefined) {
    const text = texts.noComparison(found.number);
    throw new LabFault({ fr: text, en: text });
  }
  const figures = await compare(await comparedPlace(deps, found, done.place));
  for (const { what, classic, knative } of figures) {
    print(`\n${say(what, language)}`);
    print(`  ${texts.classic}: ${say(classic, language)}`);
    print(`  ${texts.knative}: ${say(knative, language)}`);
  }
  return 0;
}

async function comparedPlace(
  { texts, openPlace, openStack }: LabDeps,
  { number, exercise }: FoundExercise,
  kind: PlaceKind,
): Promise<Place> {
  if (exercise.comparesStack) {
    const stack = openStack();
    if ((await stack.objects("deployments", ["ml-api"])).length > 0) return stack;
    const text = texts.noStack(stack.namespace);
    throw new LabFault({ fr: text, en: text });
  }
  if (kind === "cluster") return openPlace(number, kind);
  const text = texts.compareOnCluster(number);
  throw new LabFault({ fr: text, en: text });
}
