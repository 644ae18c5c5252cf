import type { LabDeps } from "../engine/deps.ts";
import { injuriesAt, questionsAt } from "../engine/at_place.ts";
import { furthestOf } from "../engine/progress.ts";
import { say } from "../engine/words.ts";

/**
 * Prints the exercises: what is done, how long each takes, where it can be done.
 *
 * @returns Exit code.
 */
export async function list({ exercises, work, language, texts, print }: LabDeps): Promise<number> {
  const progress = await work.readProgress();
  print(texts.listTitle);
  for (const { number, exercise } of exercises) {
    const { title, minutes, minutesHere, places } = exercise;
    const { done, isPutAway } = furthestOf(progress, number) ?? {};
    const injuries = injuriesAt(exercise, done?.place);
    const questions = questionsAt(exercise, done?.place);
    const sign = done === undefined ? " " : done.doneAt === undefined ? "…" : "✓";
    const state = done === undefined ? "new" : done.doneAt === undefined ? "begun" : "done";
    const right = Object.values(done?.answers ?? {}).filter(({ isRight }) => isRight).length;
    const notes = [
      minutesHere === undefined ? texts.minutes(minutes) : texts.minutesHere(minutes, minutesHere),
      texts.listState[state],
      ...isPutAway ? [`${number}` in progress.exercises ? texts.begunAnew : texts.putAway] : [],
      ...questions.length > 0 && done !== undefined
        ? [texts.answeredOf(right, questions.length)]
        : [],
      ...injuries.length > 0 && done?.doneAt !== undefined
        ? [texts.mendedOf(Object.keys(done.mended).length, injuries.length)]
        : [],
      ...places.includes("local")
        ? [places.includes("cluster") ? texts.local : texts.localOnly]
        : [],
    ];
    print(`  ${sign} ${`${number}`.padStart(2)}  ${say(title, language)}`);
    print(`         ${notes.join(" · ")}`);
  }
  return 0;
}
