import type { Section } from "./check.ts";

/** How many lines are ticked, and how many are not. */
export interface Tally {
  /** Lines that hold. */
  readonly ticked: number;
  /** Lines that do not. */
  readonly open: number;
}

/**
 * Runs every check, one after the other, and prints one line for each; a failed one does not keep the
 * next from being tried.
 *
 * @param sections The checks.
 * @param print Takes one line.
 * @returns How many hold.
 */
export async function runChecks(
  sections: readonly Section[],
  print: (line: string) => void,
): Promise<Tally> {
  let ticked = 0;
  let open = 0;
  for (const { title, checks } of sections) {
    print(`\n${title}`);
    for (const check of checks) {
      try {
        print(`  ✓ ${check.title} (${await check.run()})`);
        ticked++;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        print(`  ✗ ${check.title}: ${reasonOf(error).replaceAll(/\s*\n\s*/g, " ")}`);
        print(`      → ${check.remedy}`);
        open++;
      }
    }
  }
  print(`\n${ticked} of ${ticked + open} ticked`);
  return { ticked, open };
}

/** What a check said, not that closing a way failed after it ("An error was suppressed …"). */
function reasonOf(error: Error): string {
  if (!(error instanceof SuppressedError)) return error.message;
  return error.suppressed instanceof Error ? reasonOf(error.suppressed) : String(error.suppressed);
}
