import type { Exercise, Hint, Injury, Question } from "./exercise.ts";
import type { PlaceKind } from "./place.ts";

/**
 * Lists the injuries that can be done at a place.
 *
 * @param kind Where; everywhere if not given.
 */
export function injuriesAt({ injuries }: Exercise, kind?: PlaceKind): Injury[] {
  return injuries.filter(isAt(kind));
}

/**
 * Lists the hints that help at a place: of an exercise, or of an injury.
 *
 * @param kind Where.
 */
export function hintsAt({ hints }: Pick<Injury, "hints">, kind: PlaceKind): Hint[] {
  return hints.filter(isAt(kind));
}

function isAt(kind: PlaceKind | undefined): (it: { readonly on?: PlaceKind }) => boolean {
  return ({ on }) => on === undefined || kind === undefined || on === kind;
}

/**
 * Lists the questions that can arise at a place: those of a step that is looked at there, and those of none.
 *
 * @param kind Where; everywhere if not given.
 */
export function questionsAt({ questions, steps }: Exercise, kind?: PlaceKind): Question[] {
  const isHere = isAt(kind);
  return questions.filter((question) =>
    isHere(question) && isHere(steps.find(({ id }) => id === question.after) ?? {})
  );
}
