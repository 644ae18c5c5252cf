import type { LabDeps } from "../engine/deps.ts";
import { hintsAt } from "../engine/at_place.ts";
import { exerciseOf } from "../engine/discover.ts";
import { changed } from "../engine/progress.ts";
import { requireStarted } from "./require_started.ts";
import { sayFilled } from "./say_filled.ts";

/**
 * Gives the next hint: of the open injury, or else of the exercise. The last one stays.
 *
 * @param number As it was given.
 * @returns Exit code.
 * @throws {LabFault} If the exercise is not begun.
 */
export async function hint(deps: LabDeps, number: string | undefined): Promise<number> {
  const { work, texts, print } = deps;
  const found = exerciseOf(deps.exercises, number);
  const done = await requireStarted(deps, found);
  const { open } = done;
  const injury = found.exercise.injuries.find(({ id }) => id === open?.injury);
  const hints = hintsAt(injury ?? found.exercise, done.place);
  const given = Math.min(
    1 + (injury === undefined ? done.ownHints ?? 0 : open!.hints),
    hints.length,
  );
  print(texts.hint(given, hints.length));
  print(sayFilled(deps, hints[given - 1]!, { number: found.number, kind: done.place }));
  await work.updateProgress((now) =>
    changed(now, found.number, (meanwhile) => ({
      ...meanwhile,
      hints: meanwhile.hints + 1,
      ...open === undefined ? { ownHints: given } : { open: { ...open, hints: given } },
    }))
  );
  return 0;
}
