import type { Place } from "../engine/place.ts";

/**
 * Runs a program in a pod that has Deno: what only the inside of a cluster sees.
 *
 * @param from `deployment/NAME` or `pod/NAME`.
 * @param program Its text.
 * @returns What it printed.
 * @throws {Error} If it fails, with what it said.
 */
export function evalInside(place: Place, from: string, program: string): Promise<string> {
  return place.exec(from, ["deno", "eval", "--no-config", program]);
}
