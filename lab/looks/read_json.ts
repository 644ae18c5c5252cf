import type { Place } from "../engine/place.ts";
import { fault } from "../engine/words.ts";

/**
 * Reads an object that the learner's program wrote as JSON.
 *
 * @param name The file.
 * @param fields What it must have.
 * @returns The object; of what kind its fields are is not looked at.
 * @throws {LabFault} If the file is not there, no object, or lacks a field.
 */
export async function readJson<T>(
  place: Place,
  name: string,
  fields: readonly (keyof T & string)[],
): Promise<T> {
  const written = parsed(await place.file(name), name);
  for (const field of fields) {
    if (written?.[field] === undefined) {
      fault(`${name} n'a pas de ${field}`, `${name} has no ${field}`);
    }
  }
  return written as T;
}

function parsed(text: string, name: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text);
  } catch {
    return fault(`${name} n'est pas du JSON`, `${name} is no JSON`);
  }
}
