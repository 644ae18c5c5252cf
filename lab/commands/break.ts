import type { LabDeps } from "../engine/deps.ts";
import { injuriesAt } from "../engine/at_place.ts";
import { exerciseOf } from "../engine/discover.ts";
import { withExercise } from "../engine/progress.ts";
import { runSteps } from "../engine/run_steps.ts";
import { LabFault } from "../engine/words.ts";
import { requireStarted } from "./require_started.ts";
import { sayFilled } from "./say_filled.ts";

/**
 * Injures what works: the next injury that was not mended yet, or the one that is named.
 *
 * @param number The exercise's number, as it was given.
 * @param wanted The injury's name, if one was given.
 * @returns Exit code.
 * @throws {LabFault} If the exercise is not done, or has no such injury.
 */
export async function injure(
  deps: LabDeps,
  number: string | undefined,
  wanted?: string,
): Promise<number> {
  const { work, texts, print } = deps;
  const found = exerciseOf(deps.exercises, number);
  const { progress, done } = await requireStarted(deps, found);
  const injuries = injuriesAt(found.exercise, done.place);
  const open = injuries.find(({ id }) => id === done.open?.injury);
  if (open !== undefined) {
    print(texts.openAlready);
    print(sayFilled(deps, open.symptom, { number: found.number, kind: done.place }));
    print(texts.findIt(found.number));
    return 1;
  }
  const known = injuries.map(({ id }) => id).join(", ");
  const injury = wanted === undefined
    ? injuries.find(({ id }) => !(id in done.mended)) ?? injuries[0]
    : injuries.find(({ id }) => id === wanted);
  if (injury === undefined) {
    const text = wanted === undefined
      ? texts.noInjury(found.number)
      : texts.unknownInjury(wanted, known);
    throw new LabFault({ fr: text, en: text });
  }
  const place = deps.openPlace(found.number, done.place);
  const results = await runSteps(found, place);
  if (!results.every(({ holds }) => holds)) {
    print(texts.breakFirst(found.number));
    return 1;
  }
  await injury.break(place);
  await work.writeProgress(withExercise(progress, found.number, {
    ...done,
    open: { injury: injury.id, brokenAt: deps.now(), hints: 0 },
  }));
  print(texts.broken);
  print(sayFilled(deps, injury.symptom, { number: found.number, kind: done.place }));
  print(texts.findIt(found.number));
  return 0;
}
