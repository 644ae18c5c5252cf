import type { LabDeps } from "./deps.ts";
import type { FoundExercise } from "./discover.ts";
import type { Place } from "./place.ts";
import { changed, type ExerciseProgress, type Progress } from "./progress.ts";

/** What became of something shared when an exercise that has changed it was reset. */
export interface PutBack {
  /** Lets the later exercise, if there is one, put back what was there before both. */
  readonly handOver: (progress: Progress) => Progress;
  /** The exercise, begun later, whose reset puts it back; not if it is put back already. */
  readonly later?: number;
}

/**
 * Reads what an exercise is about to change that others share.
 *
 * @returns `undefined` if there is nothing: a namespace of its own goes as a whole.
 */
export async function readShared(
  { exercise: { changes } }: FoundExercise,
  place: Place,
): Promise<unknown> {
  return place.kind === "cluster" ? undefined : await changes?.read(place);
}

/**
 * Puts back what an exercise has changed that others share. What was begun after it stands on its changes:
 * then they stay, and the other one's reset undoes both.
 *
 * @returns What came of it; `undefined` if the exercise has noted nothing.
 */
export async function putBackShared(
  { exercises, openPlace }: Pick<LabDeps, "exercises" | "openPlace">,
  { number, exercise: { changes } }: FoundExercise,
  progress: Progress,
): Promise<PutBack | undefined> {
  const own = progress.exercises[`${number}`];
  if (own?.before === undefined || changes === undefined) return undefined;
  const sharing = exercises.filter(({ exercise }) => exercise.changes === changes);
  const [next] = sharing.flatMap((other): [number, ExerciseProgress][] => {
    const done = progress.exercises[`${other.number}`];
    const isLater = done?.before !== undefined && done.startedAt > own.startedAt;
    return isLater ? [[other.number, done]] : [];
  }).sort(([, a], [, b]) => a.startedAt < b.startedAt ? -1 : 1);
  if (next === undefined) {
    await changes.putBack(openPlace(number, own.place), own.before);
    return { handOver: (now) => now };
  }
  const [later] = next;
  const handOver = (now: Progress) =>
    changed(now, later, (done) => ({ ...done, before: own.before }));
  return { handOver, later };
}
