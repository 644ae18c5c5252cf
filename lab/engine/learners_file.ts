import { fault } from "./words.ts";

/**
 * Reads one of the learner's files.
 *
 * @param work Folder of the exercise's files.
 * @param name Path below it.
 * @throws {LabFault} If it is not there.
 */
export async function readLearnersFile(work: string, name: string): Promise<string> {
  try {
    return await Deno.readTextFile(`${work}/${name}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return fault(`${work}/${name} n'existe pas`, `${work}/${name} does not exist`);
  }
}
