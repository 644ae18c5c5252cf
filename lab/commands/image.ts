import { countBlanks } from "../engine/blanks.ts";
import type { LabDeps } from "../engine/deps.ts";
import { exerciseOf, type FoundExercise } from "../engine/discover.ts";
import { requireStarted } from "./require_started.ts";
import { exerciseFiles } from "../engine/work_folder.ts";
import { LabFault } from "../engine/words.ts";

/** What an image is bundled from; a program in another language has its Dockerfile. */
const SOURCE = /^program\/.*\.ts$/;

/** A folder of the repository. */
const FOLDER = /^[\w-]+(?:\/[\w-]+)*$/;

const ROOT = new URL("../../", import.meta.url).pathname;

/**
 * Makes an image without Docker, brings it where the cluster finds it, and prints its reference.
 *
 * @param name `mlflow`, a folder with an `image.json`, or the number of an exercise whose folder has one.
 * @returns Exit code.
 * @throws {LabFault} If there is no such image, or the learner's program is not begun, or has blanks.
 * @throws {Error} If it cannot be made.
 */
export async function image(deps: LabDeps, name = "mlflow"): Promise<number> {
  const isNumber = /^\d+$/.test(name);
  if (isNumber) await requireProgram(deps, exerciseOf(deps.exercises, name));
  else await requireImage(deps, name);
  deps.print(await deps.resolveImages(`${isNumber ? "learner" : "deno"}://${name}`));
  return 0;
}

async function requireImage({ texts }: LabDeps, name: string): Promise<void> {
  if (name === "mlflow" || FOLDER.test(name) && await isFile(`${ROOT}${name}/image.json`)) return;
  const text = texts.noImage(name);
  throw new LabFault({ fr: text, en: text });
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((it) => it.isFile, () => false);
}

async function requireProgram(deps: LabDeps, found: FoundExercise): Promise<void> {
  const sources = [...await exerciseFiles(found)].filter(([file]) => SOURCE.test(file));
  const refuse = (text: string) => {
    throw new LabFault({ fr: text, en: text });
  };
  if (sources.length === 0) refuse(deps.texts.noProgram(found.number));
  const done = await requireStarted(deps, found);
  const place = deps.openPlace(found.number, done.place);
  for (const [file] of sources) {
    const blanks = countBlanks(await place.file(file));
    if (blanks > 0) refuse(deps.texts.blanksInProgram(`${place.work}/${file}`, blanks));
  }
}
