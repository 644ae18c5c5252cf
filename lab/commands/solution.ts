import { withoutMarks } from "../engine/blanks.ts";
import type { LabDeps } from "../engine/deps.ts";
import { exerciseOf } from "../engine/discover.ts";
import { filledIn } from "../engine/run_steps.ts";
import { changed } from "../engine/progress.ts";
import { exerciseFiles } from "../engine/work_folder.ts";
import { say } from "../engine/words.ts";
import { printCommands } from "./print_commands.ts";
import { requireStarted } from "./require_started.ts";

const MARKED = /(#|\/\/)\?/;

/** An image that the lab makes, as the files of an exercise name it. */
const IMAGE = /lab:\/\/\S+/;

/**
 * Shows the answer after a question: every line that was a blank, and what to type; of an open injury,
 * its cure.
 *
 * @param number As it was given.
 * @param isWritten Puts the complete files in the place of the learner's, too.
 * @returns Exit code.
 * @throws {LabFault} If the exercise is not begun.
 */
export async function solution(
  deps: LabDeps,
  number: string | undefined,
  isWritten: boolean,
): Promise<number> {
  const { work, language, texts, print } = deps;
  const found = exerciseOf(deps.exercises, number);
  const done = await requireStarted(deps, found);
  if (!deps.confirm(texts.solutionAsk(found.number))) {
    print(texts.solutionKept);
    return 1;
  }
  const place = deps.openPlace(found.number, done.place);
  const where = { number: found.number, place };
  const injury = found.exercise.injuries.find(({ id }) => id === done.open?.injury);
  if (injury !== undefined) {
    print(filledIn(say(injury.explanation, language), where));
    printCommands(deps, injury.cure, where);
    return 0;
  }
  const files = await exerciseFiles(found);
  for (const [name, text] of files) {
    if (!MARKED.test(text)) continue;
    print(`\n${name}`);
    text.split("\n").forEach((line, index) => {
      if (MARKED.test(line)) {
        print(
          `${`${index + 1}`.padStart(5)}  ${withoutMarks(line).replace(IMAGE, texts.imageHere)}`,
        );
      }
    });
  }
  if (isWritten) {
    const isLocal = done.place === "local";
    await work.putSolution(found, isLocal ? (text) => Promise.resolve(text) : deps.resolveImages);
    print(`\n${texts.solutionWritten(place.work)}`);
  }
  printCommands(deps, found.exercise.commands, { ...where, heading: texts.then });
  await work.updateProgress((now) =>
    changed(now, found.number, (meanwhile) => ({ ...meanwhile, solutionSeen: true }))
  );
  return 0;
}
