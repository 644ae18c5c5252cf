import type { LabDeps } from "../engine/deps.ts";
import { questionsAt } from "../engine/at_place.ts";
import { exerciseOf, type FoundExercise } from "../engine/discover.ts";
import { judgeAnswer, letterOf } from "../engine/judge_answer.ts";
import { changed } from "../engine/progress.ts";
import { LabFault, say } from "../engine/words.ts";
import { requireStarted } from "./require_started.ts";
import { sayFilled } from "./say_filled.ts";

/** Questions that are printed at once; the others follow when these are answered. */
const SHOWN = 2;

/** Answers after which the right one is explained even if it was not found. */
const TRIES = 2;

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
  const arisen = questionsAt(exercise, kind).filter((question) =>
    !answers[question.number]?.isRight &&
    (question.after === undefined || steps[question.after])
  );
  for (const question of arisen.slice(0, SHOWN)) {
    print(
      `\n${texts.question(question.number, sayFilled(deps, question.text, { number, kind }))}`,
    );
    question.choices?.forEach(({ text }, index) =>
      print(`  ${letterOf(index)}) ${say(text, language)}`)
    );
    print(`  → ${texts.answerWith(number, question.number)}`);
  }
}

/**
 * Judges an answer and explains it; a wrong one is explained when it was not the first.
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
  const done = await requireStarted(deps, found);
  const questions = questionsAt(found.exercise, done.place);
  const question = questions.find((it) => it.number === asked);
  if (question === undefined) {
    const known = questions.map((it) => it.number).join(", ");
    const text = texts.noQuestion(found.number, asked ?? "", known);
    throw new LabFault({ fr: text, en: text });
  }
  if (given.trim() === "") {
    const text = texts.noAnswer(found.number, question.number);
    throw new LabFault({ fr: text, en: text });
  }
  const letters = question.choices?.map((_, index) => letterOf(index));
  if (letters !== undefined && !letters.includes(given.trim().toLowerCase())) {
    const text = texts.noChoice(letters.join(", "));
    throw new LabFault({ fr: text, en: text });
  }
  const place = deps.openPlace(found.number, done.place);
  const isRight = await judgeAnswer(question, given, place);
  const before = done.answers[question.number];
  const tries = 1 + (before?.tries ?? 0);
  await work.updateProgress((now) =>
    changed(now, found.number, (meanwhile) => ({
      ...meanwhile,
      // Who has answered rightly has; to play with it afterwards takes nothing away.
      answers: before?.isRight
        ? meanwhile.answers
        : { ...meanwhile.answers, [question.number]: { given, isRight, tries } },
    }))
  );
  print(isRight ? texts.right : texts.wrong);
  if (!isRight && tries < TRIES) print(texts.tryAgain);
  else print(sayFilled(deps, question.explanation, { number: found.number, kind: done.place }));
  return isRight ? 0 : 1;
}
