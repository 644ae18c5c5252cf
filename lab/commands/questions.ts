import type { LabDeps } from "../engine/deps.ts";
import { exerciseOf, type FoundExercise } from "../engine/discover.ts";
import { judgeAnswer, letterOf } from "../engine/judge_answer.ts";
import { withExercise } from "../engine/progress.ts";
import { LabFault, say } from "../engine/words.ts";
import { requireStarted } from "./require_started.ts";
import { sayFilled } from "./say_filled.ts";

/** Questions that are printed at once; the others follow when these are answered. */
const SHOWN = 2;

/**
 * Prints the questions that have arisen and are not answered rightly.
 *
 * @param steps Whether each step holds.
 */
export async function printQuestions(
  deps: LabDeps,
  { number, exercise }: FoundExercise,
  steps: Readonly<Record<string, boolean>>,
): Promise<void> {
  const { work, language, texts, print } = deps;
  const { answers = {}, place: kind = "cluster" } =
    (await work.readProgress()).exercises[`${number}`] ?? {};
  const arisen = exercise.questions.filter((question) =>
    !answers[question.number]?.isRight &&
    (question.after === undefined || steps[question.after])
  );
  for (const question of arisen.slice(0, SHOWN)) {
    print(
      `\n${texts.question(question.number)}: ${sayFilled(deps, question.text, { number, kind })}`,
    );
    question.choices?.forEach(({ text }, index) =>
      print(`  ${letterOf(index)}) ${say(text, language)}`)
    );
    print(`  → ${texts.answerWith(number, question.number)}`);
  }
}

/**
 * Judges an answer and explains it.
 *
 * @param number The exercise's number, as it was given.
 * @param asked The question's number, as it was given.
 * @param given The answer.
 * @returns Exit code: 1 for a wrong answer.
 * @throws {LabFault} If there is no such question.
 */
export async function answer(
  deps: LabDeps,
  number: string | undefined,
  asked: string | undefined,
  given: string,
): Promise<number> {
  const { work, texts, print } = deps;
  const found = exerciseOf(deps.exercises, number);
  const { questions } = found.exercise;
  const question = questions.find((it) => it.number === asked);
  if (question === undefined) {
    const known = questions.map((it) => it.number).join(", ");
    const text = texts.noQuestion(found.number, asked ?? "", known);
    throw new LabFault({ fr: text, en: text });
  }
  const { progress, done } = await requireStarted(deps, found);
  const place = deps.openPlace(found.number, done.place);
  const isRight = await judgeAnswer(question, given, place);
  await work.writeProgress(withExercise(progress, found.number, {
    ...done,
    answers: { ...done.answers, [question.number]: { given, isRight } },
  }));
  print(isRight ? texts.right : texts.wrong);
  print(sayFilled(deps, question.explanation, { number: found.number, kind: done.place }));
  return isRight ? 0 : 1;
}
