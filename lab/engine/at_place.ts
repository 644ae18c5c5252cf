import type { Exercise, Injury, Question } from "./exercise.ts";
import type { PlaceKind } from "./place.ts";

/**
 * Lists the injuries that can be done at a place.
 *
 * @param kind Where; everywhere if not given.
 */
export function injuriesAt({ injuries }: Exercise, kind?: PlaceKind): Injury[] {
  return injuries.filter(({ on }) => on === undefined || kind === undefined || on === kind);
}

/**
 * Lists the questions that can arise at a place: those of a step that is looked at there, and those of none.
 *
 * @param kind Where; everywhere if not given.
 */
export function questionsAt({ questions, steps }: Exercise, kind?: PlaceKind): Question[] {
  return questions.filter(({ after }) => {
    const on = steps.find(({ id }) => id === after)?.on;
    return on === undefined || kind === undefined || on === kind;
  });
}
