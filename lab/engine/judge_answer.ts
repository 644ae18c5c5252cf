import type { Question } from "./exercise.ts";
import type { Place } from "./place.ts";

/** Numbers within a thousandth of each other are the same answer: people round. */
const NUMBER_TOLERANCE = 1e-3;

/**
 * Judges an answer to a question.
 *
 * @param given What the learner typed: a letter, a word, a figure.
 * @param place Asked only if the right answer is what the place says.
 * @returns Whether it is right.
 */
export async function judgeAnswer(
  question: Question,
  given: string,
  place: Place,
): Promise<boolean> {
  const answer = given.trim();
  if (question.choices !== undefined) {
    const right = question.choices.findIndex(({ isRight }) => isRight);
    return answer.toLowerCase() === letterOf(right);
  }
  if (question.expected !== undefined) return isSame(answer, await question.expected(place));
  return question.accepts?.test(answer) ?? false;
}

/**
 * Names a choice.
 *
 * @param index From 0.
 * @returns `a`, `b`, …
 */
export function letterOf(index: number): string {
  return String.fromCharCode("a".charCodeAt(0) + index);
}

function isSame(answer: string, expected: string): boolean {
  const [a, b] = [Number(answer.replace(",", ".")), Number(expected)];
  if (answer !== "" && !Number.isNaN(a) && !Number.isNaN(b)) {
    return Math.abs(a - b) <= NUMBER_TOLERANCE * Math.max(1, Math.abs(b));
  }
  return answer.toLowerCase() === expected.trim().toLowerCase();
}
