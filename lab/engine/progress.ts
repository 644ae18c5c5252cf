/**
 * What a learner has done, as `progress.json` in the folder of the work keeps it.
 *
 * @module
 */
import type { PlaceKind } from "./place.ts";
import type { Language } from "./words.ts";

/** What a learner has done of one exercise. */
export interface ExerciseProgress {
  /** When it was begun, ISO 8601. */
  readonly startedAt: string;
  /** Where. */
  readonly place: PlaceKind;
  /** When all its steps held for the first time. */
  readonly doneAt?: string;
  /** Whether each step held at the last look. */
  readonly steps: Readonly<Record<string, boolean>>;
  /** How many hints were given, those of injuries too. */
  readonly hints: number;
  /** The last hint of the exercise itself that was given, from 1. */
  readonly ownHints?: number;
  /** Whether the solution was shown. */
  readonly solutionSeen: boolean;
  /** The last answer to each question, and whether it was right. */
  readonly answers: Readonly<Record<string, { readonly given: string; readonly isRight: boolean }>>;
  /** The injury that is open, how many of its hints were given. */
  readonly open?: { readonly injury: string; readonly brokenAt: string; readonly hints: number };
  /** What it changes that others share, as it was before; `reset` puts it back. */
  readonly before?: unknown;
  /** How long each injury took to mend, in seconds. */
  readonly mended: Readonly<Record<string, number>>;
}

/** Everything that a learner has done. */
export interface Progress {
  /** Language that was chosen, if one was. */
  readonly language?: Language;
  /** Where images go, as `deno task deploy` takes it: `["--registry", "localhost:5001"]`. */
  readonly images?: readonly string[];
  /** By the exercise's number. */
  readonly exercises: Readonly<Record<string, ExerciseProgress>>;
}

/** Nothing was begun. */
export const NO_PROGRESS: Progress = { exercises: {} };

/**
 * Begins an exercise.
 *
 * @param now ISO 8601.
 * @param before What it will change that others share, as it is now; `undefined` if there is nothing.
 */
export function begun(place: PlaceKind, now: string, before?: unknown): ExerciseProgress {
  return {
    startedAt: now,
    place,
    ...before === undefined ? {} : { before },
    steps: {},
    hints: 0,
    solutionSeen: false,
    answers: {},
    mended: {},
  };
}

/**
 * Takes note of a look at the steps.
 *
 * @param steps Whether each holds.
 * @param now ISO 8601.
 * @returns With an injury mended, if one was open and all hold.
 */
export function looked(
  progress: ExerciseProgress,
  steps: Readonly<Record<string, boolean>>,
  now: string,
): ExerciseProgress {
  const allHold = Object.values(steps).every(Boolean);
  const { open, ...rest } = progress;
  if (!allHold) return { ...progress, steps };
  const mended = open === undefined ? rest.mended : {
    ...rest.mended,
    [open.injury]: Math.round((Date.parse(now) - Date.parse(open.brokenAt)) / 1_000),
  };
  return { ...rest, steps, mended, doneAt: rest.doneAt ?? now };
}

/**
 * Puts what was done of one exercise in its place.
 *
 * @param number Of the exercise.
 * @param done What was done; `undefined` forgets it.
 */
export function withExercise(
  progress: Progress,
  number: number,
  done: ExerciseProgress | undefined,
): Progress {
  const { [`${number}`]: _, ...others } = progress.exercises;
  return {
    ...progress,
    exercises: done === undefined ? others : { ...others, [`${number}`]: done },
  };
}
