/**
 * What a learner has done, as `progress.json` in the folder of the work keeps it.
 *
 * @module
 */
import type { PlaceKind } from "./place.ts";
import { type Language, LANGUAGES } from "./words.ts";

/** An answer that a learner has given. */
export interface GivenAnswer {
  /** As it was typed. */
  readonly given: string;
  /** Whether it was right. */
  readonly isRight: boolean;
  /** Which try it was, from 1. */
  readonly tries: number;
}

/** What a learner has done of one exercise. */
export interface ExerciseProgress {
  /** When it was begun, ISO 8601. */
  readonly startedAt: string;
  /** Where. */
  readonly place: PlaceKind;
  /** Whether its beginning is under way, or was broken off: then the next start goes on with it. */
  readonly isPreparing?: boolean;
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
  /** The last answer to each question, and the right one once it was given. */
  readonly answers: Readonly<Record<string, GivenAnswer>>;
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
  /** What is begun, by the exercise's number. */
  readonly exercises: Readonly<Record<string, ExerciseProgress>>;
  /** What was done before a reset, by the exercise's number: the attempt that came furthest. */
  readonly putAway?: Readonly<Record<string, ExerciseProgress>>;
}

/** Nothing was begun. */
export const NO_PROGRESS: Progress = { exercises: {} };

/**
 * Tells whether a file holds what a learner has done: it may have been edited, or copied by halves.
 *
 * @param value What the file holds, parsed.
 */
export function isProgress(value: unknown): value is Progress {
  if (!isRecord(value)) return false;
  const { language, images = [], exercises, putAway = {} } = value;
  return (language === undefined || LANGUAGES.some((it) => it === language)) &&
    Array.isArray(images) && images.every((it) => typeof it === "string") &&
    isRecordOf(exercises, isExerciseProgress) && isRecordOf(putAway, isExerciseProgress);
}

function isExerciseProgress(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { startedAt, place, steps, hints, answers, open, mended } = value;
  return typeof startedAt === "string" && (place === "cluster" || place === "local") &&
    isRecordOf(steps, (it) => typeof it === "boolean") && typeof hints === "number" &&
    isRecordOf(answers, isRecord) && isRecordOf(mended, (it) => typeof it === "number") &&
    (open === undefined || isRecord(open));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRecordOf(value: unknown, isOne: (it: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(isOne);
}

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
 * Changes what was done of an exercise, if it is still begun: another command may have reset it.
 *
 * @param number Of the exercise.
 * @param change Makes what is to be kept of what is there.
 */
export function changed(
  progress: Progress,
  number: number,
  change: (done: ExerciseProgress) => ExerciseProgress,
): Progress {
  const done = progress.exercises[`${number}`];
  return done === undefined ? progress : withExercise(progress, number, change(done));
}

/**
 * Puts an exercise away: it is to be begun anew, and that it was done is kept.
 *
 * @param number Of the exercise.
 */
export function withoutExercise(progress: Progress, number: number): Progress {
  const rest = withExercise(progress, number, undefined);
  const furthest = furthestOf(progress, number)?.done;
  if (furthest?.doneAt === undefined) return rest;
  // Nothing of it is left to mend or to put back.
  const { open: _, before: __, ...kept } = furthest;
  return { ...rest, putAway: { ...rest.putAway, [`${number}`]: kept } };
}

/** What is told of an exercise. */
export interface Furthest {
  /** The attempt that came furthest. */
  readonly done: ExerciseProgress;
  /** Whether it was reset since: nothing of it is left on the cluster and in the folder. */
  readonly isPutAway: boolean;
}

/**
 * Finds the attempt at an exercise that came furthest: one that was done before one that was not, then the
 * one with more right answers and mended injuries, then the earlier one.
 *
 * @param number Of the exercise.
 * @returns `undefined` if it is not begun, and was not done before a reset.
 */
export function furthestOf(progress: Progress, number: number): Furthest | undefined {
  const now = progress.exercises[`${number}`];
  const kept = progress.putAway?.[`${number}`];
  if (kept !== undefined && (now?.doneAt === undefined || gained(now) <= gained(kept))) {
    return { done: kept, isPutAway: true };
  }
  return now === undefined ? undefined : { done: now, isPutAway: false };
}

function gained({ answers, mended }: ExerciseProgress): number {
  const right = Object.values(answers).filter(({ isRight }) => isRight).length;
  return right + Object.keys(mended).length;
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
