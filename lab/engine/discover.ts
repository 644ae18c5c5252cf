import { pathToFileURL } from "node:url";
import type { Exercise } from "./exercise.ts";
import { LabFault } from "./words.ts";

/** An exercise and where it lies. */
export interface FoundExercise {
  /** Its number, from the name of its folder. */
  readonly number: number;
  /** Name of its folder, `01-postgres`. */
  readonly folder: string;
  /** Path of its folder. */
  readonly path: string;
  /** What it is. */
  readonly exercise: Exercise;
}

/**
 * Finds the exercises: every folder `NN-name` with an `exercise.ts` whose default export is one.
 *
 * @param root Folder that holds them.
 * @returns The exercises by number.
 * @throws {LabFault} If a folder's `exercise.ts` cannot be loaded, or two have one number.
 */
export async function discover(root: string): Promise<FoundExercise[]> {
  const found: FoundExercise[] = [];
  for await (const { name, isDirectory } of Deno.readDir(root)) {
    const number = /^(\d+)-/.exec(name)?.[1];
    if (!isDirectory || number === undefined) continue;
    const path = `${root}/${name}`;
    found.push({ number: Number(number), folder: name, path, exercise: await load(path) });
  }
  found.sort((a, b) => a.number - b.number);
  const twice = found.find(({ number }, at) => found[at + 1]?.number === number);
  if (twice !== undefined) {
    throw new LabFault({
      fr: `Deux exercices portent le numéro ${twice.number} : renommez l'un des deux dossiers`,
      en: `Two exercises have the number ${twice.number}: rename one of the folders`,
    });
  }
  return found;
}

async function load(path: string): Promise<Exercise> {
  const file = `${path}/exercise.ts`;
  const module = await import(pathToFileURL(file).href).catch((cause: unknown) => {
    throw new LabFault({
      fr: `Impossible de lire l'exercice ${file} : ${cause}`,
      en: `Cannot read the exercise ${file}: ${cause}`,
    }, { cause });
  });
  return module.default;
}

/**
 * Finds one exercise by its number.
 *
 * @param number As it was given.
 * @throws {LabFault} If there is none.
 */
export function exerciseOf(
  exercises: readonly FoundExercise[],
  number: string | undefined,
): FoundExercise {
  const found = exercises.find((it) => `${it.number}` === number);
  if (found !== undefined) return found;
  const known = exercises.map((it) => it.number).join(", ");
  throw new LabFault(
    number === undefined
      ? { fr: `Dites quel exercice : ${known}`, en: `Say which exercise: ${known}` }
      : {
        fr: `Il n'y a pas d'exercice "${number}" : choisissez parmi ${known}`,
        en: `There is no exercise "${number}": choose one of ${known}`,
      },
  );
}
