import { delay } from "@std/async";
import type { LabDeps } from "../engine/deps.ts";
import { exerciseOf, type FoundExercise } from "../engine/discover.ts";
import { makeNamespace } from "../engine/namespaces.ts";
import { missingNeed } from "../engine/needs.ts";
import type { Place, PlaceKind } from "../engine/place.ts";
import { begun, withExercise } from "../engine/progress.ts";
import { filesToComplete } from "../engine/run_steps.ts";
import { putBackShared, readShared } from "../engine/shared_state.ts";
import { beginningFiles, exerciseFiles } from "../engine/work_folder.ts";
import { faultText, LabFault, say } from "../engine/words.ts";
import { withoutMarks } from "../engine/blanks.ts";
import { printCommands } from "./print_commands.ts";
import { printQuestions } from "./questions.ts";

/** Time between two looks at a beginning, in ms. */
const LOOK_MS = 1_000;

const MANIFEST = /\.ya?ml$/;

/**
 * Begins an exercise: brings the cluster into its beginning and puts the files to complete.
 *
 * @param number As it was given.
 * @param kind Where it is done.
 * @returns Exit code.
 * @throws {LabFault} If there is no such exercise here, something it needs is missing, or its beginning
 *   does not stand.
 */
export async function start(
  deps: LabDeps,
  number: string | undefined,
  kind: PlaceKind,
): Promise<number> {
  const { work, language, texts, print } = deps;
  const found = exerciseOf(deps.exercises, number);
  requirePlace(deps, found, kind);
  const progress = await work.readProgress();
  const place = deps.openPlace(found.number, kind);
  if (progress.exercises[`${found.number}`] !== undefined) {
    print(texts.startedAlready(found.number));
  } else {
    const remedy = await missingNeed(found.exercise, place);
    if (remedy !== undefined) throw new LabFault(remedy);
    if (kind === "cluster") {
      print(texts.starting(found.number));
      await makeNamespace(deps.kubectl, found.number);
      await standUp(deps, found, place);
    }
    const before = await readShared(found, place);
    const started = withExercise(progress, found.number, begun(kind, deps.now(), before));
    // What follows changes it already, and may be broken off.
    if (before !== undefined) await work.writeProgress(started);
    try {
      await found.exercise.prepare?.(place);
      await work.putBlanks(found, language);
      await work.writeProgress(started);
    } catch (error) {
      await putBackShared(deps, found, started);
      await work.writeProgress(progress);
      throw error;
    }
  }
  printGoal(deps, found, place, await filesToComplete(found, kind));
  const { changes } = found.exercise;
  if (changes !== undefined && kind === "local") {
    print(`\n${texts.sharedNoted(found.number, say(changes.title, language))}`);
  }
  await printQuestions(deps, found, {});
  return 0;
}

function requirePlace({ texts }: LabDeps, { number, exercise }: FoundExercise, kind: PlaceKind) {
  if (exercise.places.includes(kind)) return;
  const text = kind === "local" ? texts.notHere(number) : texts.onlyHere(number);
  throw new LabFault({ fr: text, en: text });
}

/** Puts the solutions that the exercise stands on, then its own beginning, and waits for the former. */
async function standUp(deps: LabDeps, found: FoundExercise, place: Place): Promise<void> {
  const { language, texts, print } = deps;
  const before = (found.exercise.standsOn ?? []).map((folder) => {
    const other = deps.exercises.find((it) => it.folder === folder);
    if (other !== undefined) return other;
    throw new LabFault({
      fr: `L'exercice ${found.number} s'appuie sur "${folder}", qui n'existe pas`,
      en: `Exercise ${found.number} stands on "${folder}", which does not exist`,
    });
  });
  const files = await Promise.all([
    ...before.flatMap((other) => [exerciseFiles(other), beginningFiles(other)]),
    beginningFiles(found),
  ]);
  const manifests = files.flatMap((files) => [...files]).filter(([name]) => MANIFEST.test(name));
  for (const [, text] of manifests) {
    await place.kubectl(["apply", "--filename=-"], await deps.resolveImages(withoutMarks(text)));
  }
  for (const { exercise } of before) {
    for (const step of exercise.steps.filter(({ on }) => on !== "local")) {
      await eventually(() => step.check(place), deps.patienceMs).catch((error: unknown) => {
        const why = faultText(error, language);
        const text = texts.beginningFailed(say(step.title, language), why);
        throw new LabFault({ fr: text, en: text }, { cause: error });
      });
    }
    print(texts.standing(say(exercise.title, language)));
  }
}

async function eventually(look: () => Promise<unknown>, patienceMs: number): Promise<void> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      await look();
      return;
    } catch (error) {
      if (performance.now() >= end) throw error;
    }
    await delay(LOOK_MS);
  }
}

function printGoal(
  deps: LabDeps,
  { number, exercise }: FoundExercise,
  place: Place,
  files: readonly string[],
): void {
  const { language, texts, print } = deps;
  print(`\n${texts.exerciseTitle(number, say(exercise.title, language))}`);
  print(`\n${texts.goal}: ${say(exercise.goal, language)}`);
  if (files.length > 0) {
    print(`\n${texts.files(place.work)}`);
    for (const name of files) print(`  ${name}`);
  }
  printCommands(deps, exercise.commands, { number, place, heading: texts.then });
  print(`\n${texts.checkWith(number)}`);
}
