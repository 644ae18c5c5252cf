import type { LabDeps } from "../engine/deps.ts";
import { exerciseOf } from "../engine/discover.ts";
import type { PlaceKind } from "../engine/place.ts";
import { namespaceOf, removeNamespaces } from "../engine/namespaces.ts";
import { withoutExercise } from "../engine/progress.ts";
import { putBackShared } from "../engine/shared_state.ts";
import { say } from "../engine/words.ts";

/**
 * Leaves nothing of an exercise: its namespaces with their volumes, or what it has changed of the
 * stack; its files. That it was done is kept.
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
  const begun = await work.readProgress();
  // Of what was never begun something may be left, too: a start that failed.
  const anywhere = places.includes(kind) ? kind : places[0];
  const { place } = begun.exercises[`${own}`] ?? { place: anywhere };
  if (place === "cluster") print(texts.resetting(namespaceOf(own)));
  const removed = place === "local" ? [] : await removeNamespaces(deps.kubectl, own);
  // Read again: removing takes minutes, in which another exercise may be begun.
  const putBack = await putBackShared(deps, found, await work.readProgress());
  await work.remove(own);
  await work.updateProgress((now) => withoutExercise(putBack?.handOver(now) ?? now, own));
  print(texts.resetDone(own, removed.length === 0 ? texts.resetNothing : removed.join(", ")));
  if (putBack !== undefined && changes !== undefined) {
    const title = say(changes.title, language);
    const { later } = putBack;
    print(later === undefined ? texts.sharedIsBack(title) : texts.sharedStays(title, later));
  }
  return 0;
}
