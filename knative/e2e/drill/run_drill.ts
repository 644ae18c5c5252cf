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
 * @param options What takes a line, tells the time in ms, and ends the drill.
 * @returns What came of each.
 */
export async function runDrill(
  steps: readonly Step[],
  { print, now, signal }: {
    print: (line: string) => void;
    now: () => number;
    signal: AbortSignal;
  },
): Promise<Taken[]> {
  const taken: Taken[] = [];
  let missing: string | undefined;
  const end = Promise.withResolvers<never>();
  const ended = end.promise;
  ended.catch(() => {});
  signal.addEventListener("abort", () => end.reject(signal.reason), { once: true });
  for (const { id, title, run, isNeeded, isLast } of steps) {
    if (signal.aborted || (missing !== undefined && isLast === undefined)) {
      const fault = missing === undefined
        ? "not tried"
        : `not tried, as "${missing}" does not hold`;
      print(`✗  ${id}: ${fault}`);
      taken.push({ id, title, seconds: 0, seen: [], fault });
      continue;
    }
    if (isLast) missing = undefined;
    const begin = now();
    print(`── ${id}: ${title}`);
    const seen: string[] = [];
    const taking = run((line) => {
      seen.push(line);
      print(`   ${line}`);
    });
    const fault = await Promise.race([taking, ended]).then(
      () => null,
      (error: unknown) => error instanceof Error ? error.message : `${error}`,
    );
    const seconds = (now() - begin) / 1_000;
    if (fault !== null) print(`   ${fault.split("\n").join("\n   ")}`);
    print(`${fault === null ? "✓" : "✗"}  ${id}: ${seconds.toFixed(0)} s`);
    taken.push({ id, title, seconds, seen, fault });
    if (fault !== null && isNeeded) missing = id;
  }
  return taken;
}
