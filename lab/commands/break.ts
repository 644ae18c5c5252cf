import { delay } from "@std/async";
import type { LabDeps } from "../engine/deps.ts";
import { injuriesAt } from "../engine/at_place.ts";
import { exerciseOf, type FoundExercise } from "../engine/discover.ts";
import type { Injury } from "../engine/exercise.ts";
import type { Place } from "../engine/place.ts";
import { changed } from "../engine/progress.ts";
import { runSteps } from "../engine/run_steps.ts";
import { LabFault } from "../engine/words.ts";
import { requireStarted } from "./require_started.ts";
import { sayFilled } from "./say_filled.ts";

/** How long an injury may take to show, in ms. */
const SEEN_MS = 20_000;

/** Time between two looks, in ms. */
const LOOK_MS = 500;

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
  const done = await requireStarted(deps, found);
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
  const results = await runSteps(found, place, { before: done.before });
  if (!results.every(({ holds }) => holds)) {
    print(texts.breakFirst(found.number));
    return 1;
  }
  await injury.break(place);
  // Noted at once: who ends this while it waits has the injury all the same.
  await work.updateProgress((now) =>
    changed(now, found.number, (meanwhile) => ({
      ...meanwhile,
      open: { injury: injury.id, brokenAt: deps.now(), hints: 0 },
    }))
  );
  const isSeen = await untilSeen(deps, found, { injury, place, before: done.before });
  print(texts.broken);
  print(sayFilled(deps, injury.symptom, { number: found.number, kind: done.place }));
  if (!isSeen) print(texts.notSeenYet);
  print(texts.findIt(found.number));
  return 0;
}

/**
 * A service may notice within seconds only; looked at before, it would pass for mended.
 *
 * @returns Whether it shows.
 */
async function untilSeen(
  { patienceMs }: LabDeps,
  found: FoundExercise,
  { injury, place, before }: { injury: Injury; place: Place; before: unknown },
): Promise<boolean> {
  const end = performance.now() + Math.min(patienceMs, SEEN_MS);
  for (;;) {
    for (const only of injury.breaks) {
      const results = await runSteps(found, place, { only, before });
      if (results.some(({ holds }) => !holds)) return true;
    }
    if (performance.now() >= end) return false;
    await delay(LOOK_MS);
  }
}
