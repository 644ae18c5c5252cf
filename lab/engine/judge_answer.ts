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

/** People write "version 4", "v4" or "0,82", and a share in per cent. */
function numbersIn(answer: string): number[] {
  const [first, ...more] = answer.replaceAll(",", ".").matchAll(/(-?\d+(?:\.\d+)?)(\s*%)?/g);
  if (first === undefined || more.length > 0) return [];
  const number = Number(first[1]);
  return first[2] === undefined ? [number] : [number, number / 100];
}

/** A number, or a quantity of Kubernetes in thousandths: `200m` is 0.2. */
function numberOf(text: string): number {
  const thousandths = /^(\d+)m$/.exec(text.trim())?.[1];
  return thousandths === undefined ? Number(text) : Number(thousandths) / 1_000;
}

function isSame(answer: string, expected: string): boolean {
  const [numbers, b] = [numbersIn(answer), numberOf(expected)];
  // As Kubernetes writes it, or as a figure.
  if (answer.toLowerCase() === expected.trim().toLowerCase()) return true;
  if (expected !== "" && numbers.length > 0 && !Number.isNaN(b)) {
    return numbers.some((a) => Math.abs(a - b) <= NUMBER_TOLERANCE * Math.max(1, Math.abs(b)));
  }
  return false;
}
