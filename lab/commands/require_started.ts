import type { LabDeps } from "../engine/deps.ts";
import type { FoundExercise } from "../engine/discover.ts";
import type { ExerciseProgress } from "../engine/progress.ts";
import { LabFault } from "../engine/words.ts";

/**
 * Reads what was done of an exercise that must be begun.
 *
 * @returns What was done of it.
 * @throws {LabFault} If it is not begun.
 */
export async function requireStarted(
  { work, texts }: Pick<LabDeps, "work" | "texts">,
  { number, exercise }: FoundExercise,
): Promise<ExerciseProgress> {
  const progress = await work.readProgress();
  const done = progress.exercises[`${number}`];
  if (done !== undefined) return done;
  const text = texts.notStarted(number, exercise.places.includes("cluster") ? "" : " --local");
  throw new LabFault({ fr: text, en: text });
}
