import type { LabDeps } from "../engine/deps.ts";
import { exerciseOf } from "../engine/discover.ts";
import type { PlaceKind } from "../engine/place.ts";
import { removeNamespaces } from "../engine/namespaces.ts";
import { withExercise } from "../engine/progress.ts";

/**
 * Leaves nothing of an exercise: its namespaces with their volumes, its files, its progress.
 *
 * @param number As it was given.
 * @param kind Where, if it was not begun.
 * @returns Exit code.
 */
export async function reset(
  deps: LabDeps,
  number: string | undefined,
  kind: PlaceKind,
): Promise<number> {
  const { work, texts, print } = deps;
  const { number: found, exercise } = exerciseOf(deps.exercises, number);
  const progress = await work.readProgress();
  // Of what was never begun something may be left, too: a start that failed.
  const anywhere = exercise.places.includes(kind) ? kind : exercise.places[0];
  const { place } = progress.exercises[`${found}`] ?? { place: anywhere };
  const removed = place === "local" ? [] : await removeNamespaces(deps.kubectl, found);
  await work.remove(found);
  await work.writeProgress(withExercise(progress, found, undefined));
  print(texts.resetDone(found, removed.length === 0 ? texts.resetNothing : removed.join(", ")));
  return 0;
}
