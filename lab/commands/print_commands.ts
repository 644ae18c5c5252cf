import type { LabDeps } from "../engine/deps.ts";
import type { Command } from "../engine/exercise.ts";
import type { Place } from "../engine/place.ts";
import { filledIn } from "../engine/run_steps.ts";

/**
 * Prints lines for the shell.
 *
 * @param where The exercise's number and place, to fill them in.
 */
export function printCommands(
  { texts, print }: LabDeps,
  commands: readonly Command[],
  where: { number: number; place: Place },
): void {
  const here = commands.filter(({ on }) => on === undefined || on === where.place.kind);
  for (const { line, beside, stays } of here) {
    print(`  ${filledIn(line, where)}`);
    if (stays) print(`    (${texts.stays})`);
    if (beside !== undefined) print(`    (${texts.beside} ${filledIn(beside, where)})`);
  }
}
