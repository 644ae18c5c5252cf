import { countBlanks, withBlanks } from "../engine/blanks.ts";
import type { LabDeps } from "../engine/deps.ts";
import { exerciseOf, type FoundExercise } from "../engine/discover.ts";
import type { Need } from "../engine/exercise.ts";
import type { Place, PlaceKind } from "../engine/place.ts";
import { filesToComplete } from "../engine/run_steps.ts";
import { exerciseFiles } from "../engine/work_folder.ts";
import { LabFault, say } from "../engine/words.ts";
import { begin } from "./begin.ts";
import { printCommands } from "./print_commands.ts";
import { printQuestions } from "./questions.ts";

/**
 * Begins an exercise: brings the cluster into its beginning and puts the files to complete. Of one that is
 * begun it tells the goal again, and puts files that are gone.
 *
 * @param number As it was given.
 * @param kind Where it is done, unless it is begun already.
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
  const known = (await work.readProgress()).exercises[`${found.number}`];
  // Where it was begun, if it was.
  const where = known?.place ?? kind;
  requirePlace(deps, found, where);
  const place = deps.openPlace(found.number, where);
  let spared: readonly Need[] = [];
  const isNew = known === undefined || known.isPreparing === true;
  if (isNew) {
    spared = await begin(deps, found, { place, brokenOff: known });
  } else {
    print(texts.startedAlready(found.number));
    const put = await work.putBlanks(found, language);
    if (put.length > 0) print(texts.putAgain(put.join(", ")));
  }
  printGoal(deps, found, place, await filesWithBlanks(found, where));
  for (const { remedy, otherwise } of spared) {
    print(`\n${say(remedy, language)} (${say(otherwise!, language)})`);
  }
  const { changes } = found.exercise;
  if (changes !== undefined && where === "local" && isNew) {
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

/** Those that there is something to complete in; the others are put beside them. */
async function filesWithBlanks(found: FoundExercise, kind: PlaceKind): Promise<string[]> {
  const texts = await exerciseFiles(found);
  const names = await filesToComplete(found, kind);
  return names.filter((name) => countBlanks(withBlanks(texts.get(name) ?? "", "en")) > 0);
}

function printGoal(
  deps: LabDeps,
  { number, exercise }: FoundExercise,
  place: Place,
  files: readonly string[],
): void {
  const { language, texts, print } = deps;
  print(`\n${texts.exerciseTitle(number, say(exercise.title, language))}`);
  print(`\n${texts.goal(say(exercise.goal, language))}`);
  if (files.length > 0) {
    print(`\n${texts.files(place.work)}`);
    for (const name of files) print(`  ${name}`);
  }
  printCommands(deps, exercise.commands, { number, place, heading: texts.then });
  print(`\n${texts.checkWith(number)}`);
}
