import type { LabDeps } from "../engine/deps.ts";
import { injuriesAt } from "../engine/at_place.ts";
import { exerciseOf, type FoundExercise } from "../engine/discover.ts";
import type { Place } from "../engine/place.ts";
import { changed, type ExerciseProgress, looked } from "../engine/progress.ts";
import { filledIn, runSteps, type StepResult, stepsOf } from "../engine/run_steps.ts";
import { faultText, LabFault, say } from "../engine/words.ts";
import { printQuestions } from "./questions.ts";
import { requireStarted } from "./require_started.ts";
import { sayFilled } from "./say_filled.ts";

/**
 * Says step by step what holds of an exercise and what does not.
 *
 * @param number As it was given.
 * @param only Looks at this step alone, for a program that asks; the progress stays as it is.
 * @returns Exit code: 0 if all holds.
 * @throws {LabFault} If the exercise is not begun, or has no such step.
 */
export async function check(
  deps: LabDeps,
  number: string | undefined,
  only?: string,
): Promise<number> {
  const { work, language, texts, print } = deps;
  const found = exerciseOf(deps.exercises, number);
  const done = await requireStarted(deps, found);
  const place = deps.openPlace(found.number, done.place);
  let isTitled = false;
  const onResult = (result: StepResult) => {
    if (!isTitled) print(texts.exerciseTitle(found.number, say(found.exercise.title, language)));
    isTitled = true;
    printResult(deps, result, { number: found.number, place });
  };
  const results = await runSteps(found, place, { only, before: done.before, onResult });
  if (results.length === 0) {
    const known = (await stepsOf(found, place)).map(({ id }) => id).join(", ");
    throw new LabFault({
      fr: `L'exercice ${found.number} n'a pas d'étape "${only}" : il a ${known}`,
      en: `Exercise ${found.number} has no step "${only}": it has ${known}`,
    });
  }
  const holding = results.filter(({ holds }) => holds).length;
  print(`\n${texts.holdsOf(holding, results.length)}`);
  if (only !== undefined) return holding === results.length ? 0 : 1;
  const steps = Object.fromEntries(results.map(({ step, holds }) => [step.id, holds]));
  const at = deps.now();
  await work.updateProgress((all) =>
    changed(all, found.number, (meanwhile) =>
      // What was broken while this one looked has not been looked at.
      meanwhile.open?.brokenAt === done.open?.brokenAt ? looked(meanwhile, steps, at) : meanwhile)
  );
  const now = looked(done, steps, at);
  printState(deps, found, { before: done, now });
  await printQuestions(deps, found, steps);
  return holding === results.length ? 0 : 1;
}

function printResult(
  { language, texts, print }: LabDeps,
  { step, holds, seen = "", error }: StepResult,
  where: { number: number; place: Place },
): void {
  const title = say(step.title, language);
  if (holds) {
    const told = say(seen, language);
    print(`  ✓ ${title}${told === "" ? "" : ` (${told})`}`);
    return;
  }
  print(texts.failing(title, faultText(error, language)));
  const remedy = where.place.kind === "local" ? step.remedyHere ?? step.remedy : step.remedy;
  print(`      → ${filledIn(say(remedy, language), where)}`);
}

function printState(
  deps: LabDeps,
  { number, exercise }: FoundExercise,
  { before, now }: { before: ExerciseProgress; now: ExerciseProgress },
): void {
  const { texts, print } = deps;
  const where = { number, kind: now.place };
  if (now.open !== undefined) {
    const open = exercise.injuries.find(({ id }) => id === now.open?.injury);
    print(texts.stillBroken);
    if (open !== undefined) print(sayFilled(deps, open.symptom, where));
    return;
  }
  if (before.open !== undefined) {
    const mended = exercise.injuries.find(({ id }) => id === before.open?.injury);
    print(texts.mended(now.mended[before.open.injury] ?? 0));
    if (mended !== undefined) print(sayFilled(deps, mended.explanation, where));
  }
  if (now.doneAt === undefined || !Object.values(now.steps).every(Boolean)) return;
  const injuries = injuriesAt(exercise, now.place);
  if (injuries.length === 0) print(texts.doneWhole(number));
  else if (injuries.every(({ id }) => id in now.mended)) print(texts.doneAll(number));
  else print(texts.done(number));
}
