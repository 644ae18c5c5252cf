import type { LabDeps } from "../engine/deps.ts";
import { injuriesAt } from "../engine/at_place.ts";
import { exerciseOf, type FoundExercise } from "../engine/discover.ts";
import type { Place } from "../engine/place.ts";
import { type ExerciseProgress, looked, withExercise } from "../engine/progress.ts";
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
  const { progress, done } = await requireStarted(deps, found);
  const place = deps.openPlace(found.number, done.place);
  const results = await runSteps(found, place, only);
  if (results.length === 0) {
    const known = (await stepsOf(found, place)).map(({ id }) => id).join(", ");
    throw new LabFault({
      fr: `L'exercice ${found.number} n'a pas d'étape "${only}" : il a ${known}`,
      en: `Exercise ${found.number} has no step "${only}": it has ${known}`,
    });
  }
  print(texts.exerciseTitle(found.number, say(found.exercise.title, language)));
  for (const result of results) printResult(deps, result, { number: found.number, place });
  const holding = results.filter(({ holds }) => holds).length;
  print(`\n${texts.holdsOf(holding, results.length)}`);
  if (only !== undefined) return holding === results.length ? 0 : 1;
  const steps = Object.fromEntries(results.map(({ step, holds }) => [step.id, holds]));
  const now = looked(done, steps, deps.now());
  await work.writeProgress(withExercise(progress, found.number, now));
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
  print(`      → ${filledIn(say(step.remedy, language), where)}`);
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
  const isWhole = injuriesAt(exercise, now.place).every(({ id }) => id in now.mended);
  print(isWhole ? texts.doneAll(number) : texts.done(number));
}
