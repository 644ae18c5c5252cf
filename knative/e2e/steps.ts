import { runTask } from "./run_task.ts";

/** Takes a sentence about what was seen, without its period. */
export type Tell = (seen: string) => void;

/** One step of a test on a cluster, which may also be tried alone. */
export interface Step {
  /** By which a person names it: short, in lower case. */
  readonly id: string;
  /** What holds once it has passed. */
  readonly title: string;
  /** Whether nothing that follows can be tried without it. */
  readonly isNeeded?: true;
  /** Whether it ends what was begun: it is taken even then, and what follows begins anew. */
  readonly isLast?: true;
  /**
   * Does it.
   *
   * @param tell Takes what was seen.
   * @throws {Error} If it does not hold; the message says what was seen instead.
   */
  run(tell: Tell): Promise<void>;
}

/**
 * Takes steps one after the other as parts of a test. What follows a failed one would only fail after it,
 * and nothing of the stack stays behind.
 *
 * @param t The test.
 * @param steps The steps.
 * @throws {Error} If one fails.
 */
export async function inOrder(t: Deno.TestContext, steps: readonly Step[]): Promise<void> {
  for (const { title, run } of steps) {
    // deno-lint-ignore no-console -- figures for whoever runs it
    if (await t.step(title, () => run((seen) => console.log(`  ${seen}`)))) continue;
    await runTask(["undeploy", "--yes"]);
    throw new Error(`"${title}" failed`);
  }
}
