import type { Step } from "../steps.ts";

/** A step that was taken. */
export interface Taken {
  readonly id: string;
  readonly title: string;
  /** How long it took. */
  readonly seconds: number;
  /** What was seen, in its order. */
  readonly seen: readonly string[];
  /** Why it does not hold; `null` if it does. */
  readonly fault: string | null;
}

/**
 * Takes steps one after the other, and goes on after one that fails: what can still be seen is seen. What
 * needs a failed one is not tried, and does not hold either.
 *
 * @param steps The steps.
 * @param options What takes a line, and tells the time in ms.
 * @returns What came of each.
 */
export async function runDrill(
  steps: readonly Step[],
  { print, now }: { print: (line: string) => void; now: () => number },
): Promise<Taken[]> {
  const taken: Taken[] = [];
  let missing: string | undefined;
  for (const { id, title, run, isNeeded, isLast } of steps) {
    if (missing !== undefined && isLast === undefined) {
      const fault = `not tried, as "${missing}" does not hold`;
      print(`✗  ${id}: ${fault}`);
      taken.push({ id, title, seconds: 0, seen: [], fault });
      continue;
    }
    if (isLast) missing = undefined;
    const begin = now();
    print(`── ${id}: ${title}`);
    const seen: string[] = [];
    const fault = await run((line) => {
      seen.push(line);
      print(`   ${line}`);
    }).then(() => null, (error: unknown) => error instanceof Error ? error.message : `${error}`);
    const seconds = (now() - begin) / 1_000;
    if (fault !== null) print(`   ${fault.split("\n").join("\n   ")}`);
    print(`${fault === null ? "✓" : "✗"}  ${id}: ${seconds.toFixed(0)} s`);
    taken.push({ id, title, seconds, seen, fault });
    if (fault !== null && isNeeded) missing = id;
  }
  return taken;
}
