import { eventually } from "../../knative/checklist/eventually.ts";
import { withoutMarks } from "../engine/blanks.ts";
import type { LabDeps } from "../engine/deps.ts";
import type { FoundExercise } from "../engine/discover.ts";
import type { Need } from "../engine/exercise.ts";
import { makeNamespace } from "../engine/namespaces.ts";
import { isRequired, missingNeeds } from "../engine/needs.ts";
import type { Place } from "../engine/place.ts";
import { begun, type ExerciseProgress, withExercise } from "../engine/progress.ts";
import { filledIn } from "../engine/run_steps.ts";
import { putBackShared, readShared } from "../engine/shared_state.ts";
import { beginningFiles, exerciseFiles } from "../engine/work_folder.ts";
import { faultText, LabFault, type Language, say } from "../engine/words.ts";

const MANIFEST = /\.ya?ml$/;

/**
 * Brings a place into an exercise's beginning, puts the files to complete, and notes that it is begun.
 *
 * @param where The place; what was noted of a beginning that was broken off: it is gone on with.
 * @returns What the cluster lacks that the exercise can do without.
 * @throws {LabFault} If something that it needs is missing, or its beginning does not stand.
 */
export async function begin(
  deps: LabDeps,
  found: FoundExercise,
  { place, brokenOff }: { place: Place; brokenOff: ExerciseProgress | undefined },
): Promise<readonly Need[]> {
  const { work, texts, print } = deps;
  const spared = requireNeeds(await missingNeeds(found.exercise, place));
  requireTyped(found, place);
  if (place.kind === "cluster") {
    print(texts.starting(found.number));
    await makeNamespace(deps.kubectl, found.number);
    await standUp(deps, found, place);
  }
  const own = brokenOff ?? begun(place.kind, deps.now(), await readShared(found, place));
  const preparing = withExercise(await work.readProgress(), found.number, {
    ...own,
    isPreparing: true,
  });
  // What follows changes it already, and may be broken off.
  if (own.before !== undefined) await work.writeProgress(preparing);
  const { isPreparing: _, ...ready } = own;
  try {
    await found.exercise.prepare?.(place);
    await work.putBlanks(found, deps.language);
    await work.updateProgress((now) => withExercise(now, found.number, ready));
  } catch (error) {
    await putBackShared(deps, found, preparing);
    await work.updateProgress((now) => withExercise(now, found.number, undefined));
    throw error;
  }
  return spared;
}

/**
 * Refuses to begin without what the exercise cannot do without, and names all of it at once.
 *
 * @returns What else is missing.
 */
function requireNeeds(missing: readonly Need[]): readonly Need[] {
  const required = missing.filter(isRequired);
  if (required.length === 0) return missing;
  const all = (language: Language, between: string) =>
    required.map(({ remedy }) => remedy[language]).join(between);
  throw new LabFault({ fr: all("fr", " ; "), en: all("en", "; ") });
}

/** A line that asks a stack which does not run could not be typed: that is said before anything is begun. */
function requireTyped({ number, exercise }: FoundExercise, place: Place): void {
  for (const { line, on } of exercise.commands) {
    if (on === undefined || on === place.kind) filledIn(line, { number, place });
  }
}

/** Puts the solutions that the exercise stands on, then its own beginning, and waits for the former. */
async function standUp(deps: LabDeps, found: FoundExercise, place: Place): Promise<void> {
  const { language, texts, print } = deps;
  const before = (found.exercise.standsOn ?? []).map((folder) => {
    const other = deps.exercises.find((it) => it.folder === folder);
    if (other !== undefined) return other;
    throw new LabFault({
      fr: `L'exercice ${found.number} s'appuie sur "${folder}", qui n'existe pas`,
      en: `Exercise ${found.number} stands on "${folder}", which does not exist`,
    });
  });
  const files = await Promise.all([
    ...before.flatMap((other) => [exerciseFiles(other), beginningFiles(other)]),
    beginningFiles(found),
  ]);
  const manifests = files.flatMap((files) => [...files]).filter(([name]) => MANIFEST.test(name));
  for (const [, text] of manifests) {
    await place.kubectl(["apply", "--filename=-"], await deps.resolveImages(withoutMarks(text)));
  }
  for (const { exercise } of before) {
    for (const step of exercise.steps.filter(({ on }) => on !== "local")) {
      await eventually(deps.patienceMs, () => step.check(place)).catch((error: unknown) => {
        const why = faultText(error, language);
        const text = texts.beginningFailed(say(step.title, language), why);
        throw new LabFault({ fr: text, en: text }, { cause: error });
      });
    }
    print(texts.standing(say(exercise.title, language)));
  }
}
