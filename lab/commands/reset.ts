import type { LabDeps } from "../engine/deps.ts";
import { exerciseOf } from "../engine/discover.ts";
import type { PlaceKind } from "../engine/place.ts";
import { removeNamespaces } from "../engine/namespaces.ts";
import { withExercise } from "../engine/progress.ts";
import { putBackShared } from "../engine/shared_state.ts";
import { say } from "../engine/words.ts";

/**
 * Leaves nothing of an exercise: its namespaces with their volumes, or what it has changed of the
 * stack; its files, its progress.
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
  const { work, language, texts, print } = deps;
  const found = exerciseOf(deps.exercises, number);
  const { number: own, exercise: { places, changes } } = found;
  const progress = await work.readProgress();
  // Of what was never begun something may be left, too: a start that failed.
  const anywhere = places.includes(kind) ? kind : places[0];
  const { place } = progress.exercises[`${own}`] ?? { place: anywhere };
  const removed = place === "local" ? [] : await removeNamespaces(deps.kubectl, own);
  const putBack = await putBackShared(deps, found, progress);
  await work.remove(own);
  await work.writeProgress(withExercise(putBack?.progress ?? progress, own, undefined));
  print(texts.resetDone(own, removed.length === 0 ? texts.resetNothing : removed.join(", ")));
  if (putBack !== undefined && changes !== undefined) {
    const title = say(changes.title, language);
    const { later } = putBack;
    print(later === undefined ? texts.sharedIsBack(title) : texts.sharedStays(title, later));
  }
  return 0;
}
