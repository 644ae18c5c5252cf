import type { LabDeps } from "../engine/deps.ts";
import type { PlaceKind } from "../engine/place.ts";
import { filledIn } from "../engine/run_steps.ts";
import { say, type Words } from "../engine/words.ts";

/**
 * Says a text of an exercise, with the learner's namespace and folder for `{namespace}` and `{work}`.
 *
 * @param where The exercise's number, and where it is done.
 */
export function sayFilled(
  { language, openPlace }: LabDeps,
  words: Words | string,
  { number, kind }: { number: number; kind: PlaceKind },
): string {
  return filledIn(say(words, language), { number, place: openPlace(number, kind) });
}
