import { delay } from "@std/async";

/** What was counted while something ran. */
export interface Counted<T> {
  /** What it came to. */
  readonly outcome: T;
  /** The count before it began. */
  readonly before: number;
  /** The largest one. */
  readonly most: number;
  /** When the count was first larger than before, in ms from the beginning; `undefined` if it never was. */
  readonly grewAfterMs: number | undefined;
}

/**
 * Counts again and again while something runs: the pods of a form under load.
 *
 * @param run Begins it.
 * @param count Counts, for the first time before it begins.
 * @param lookMs Time between two counts, in ms.
 * @throws What either of them throws.
 */
export async function countWhile<T>(
  run: () => Promise<T>,
  count: () => Promise<number>,
  lookMs: number,
): Promise<Counted<T>> {
  const before = await count();
  const begin = performance.now();
  let isOver = false;
  const running = run().finally(() => isOver = true);
  running.catch(() => {}); // It is waited for below.
  let most = before;
  let grewAfterMs: number | undefined;
  while (!isOver) {
    most = Math.max(most, await count());
    if (most > before) grewAfterMs ??= performance.now() - begin;
    await delay(lookMs);
  }
  return { outcome: await running, before, most, grewAfterMs };
}
