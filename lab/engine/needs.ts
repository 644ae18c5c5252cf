import type { Exercise, Need } from "./exercise.ts";
import type { Place } from "./place.ts";

/**
 * Looks for what an exercise needs beside the lab's own.
 *
 * @returns What is missing; nothing if all is there.
 */
export async function missingNeeds({ needs = [] }: Exercise, place: Place): Promise<Need[]> {
  const missing: Need[] = [];
  for (const need of needs) {
    if ((need.on ?? place.kind) === place.kind && !await isThere(need, place)) missing.push(need);
  }
  return missing;
}

/** Whether an exercise cannot be begun without it. */
export function isRequired({ otherwise }: Need): boolean {
  return otherwise === undefined;
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
