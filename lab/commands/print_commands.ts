import type { LabDeps } from "../engine/deps.ts";
import type { Command } from "../engine/exercise.ts";
import type { Place } from "../engine/place.ts";
import { filledIn } from "../engine/run_steps.ts";

/**
 * Prints lines for the shell.
 *
 * @param where The exercise's number and place, to fill them in; what stands above the lines, if there are any.
 */
export function printCommands(
  { texts, print }: LabDeps,
  commands: readonly Command[],
  where: { number: number; place: Place; heading?: string },
): void {
  const here = commands.filter(({ on }) => on === undefined || on === where.place.kind);
  if (here.length > 0 && where.heading !== undefined) print(`\n${where.heading}`);
  for (const { line, inPython, beside, stays } of here) {
    print(`  ${filledIn(line, where)}`);
    if (inPython !== undefined) print(`    (${texts.inPython} ${filledIn(inPython, where)})`);
    if (stays) print(`    (${texts.stays})`);
    if (beside !== undefined) print(`    (${texts.beside} ${filledIn(beside, where)})`);
  }
}
