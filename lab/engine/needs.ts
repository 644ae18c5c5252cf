import type { Exercise, Need } from "./exercise.ts";
import type { Place } from "./place.ts";
import type { Words } from "./words.ts";

/**
 * Looks for what an exercise needs beside the lab's own.
 *
 * @returns How to come by the first thing that is missing; `undefined` if all is there.
 */
export async function missingNeed(
  { needs = [] }: Exercise,
  place: Place,
): Promise<Words | undefined> {
  for (const need of needs) {
    if ((need.on ?? place.kind) !== place.kind) continue;
    if (!await isThere(need, place)) return need.remedy;
  }
  return undefined;
}

async function isThere({ program, objects }: Need, place: Place): Promise<boolean> {
  if (objects !== undefined) {
    const [resource, ...rest] = objects;
    return (await place.objects(resource, rest)).length > 0;
  }
  try {
    await new Deno.Command(program!, { args: ["--version"], stdin: "null" }).output();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
