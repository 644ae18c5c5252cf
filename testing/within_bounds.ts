/**
 * Bounds of time and memory for work that must stay in proportion to what it is given. For tests only.
 *
 * @module
 */
import { ok } from "node:assert/strict";

/** Tries that a busy machine gets: what is out of proportion by itself is so each time. */
const TRIES = 5;

/** What the best of the tries must stay below. */
export interface Bounds {
  /** By the clock, in ms. */
  readonly ms: number;
  /** Memory that the process took meanwhile, in bytes. */
  readonly bytes?: number;
}

/**
 * Holds work to bounds. Each bound is held by the best of some tries, as other tests of the same process
 * and other work on the machine only ever add to either.
 *
 * @param bounds Its time and memory.
 * @param work What is done, each time from its beginning.
 * @param name Of what an error speaks.
 */
export function withinBounds(
  { ms, bytes = Infinity }: Bounds,
  work: () => void,
  name = "the work",
): void {
  let leastMs = Infinity;
  let leastBytes = Infinity;
  for (let i = 0; i < TRIES && !(leastMs < ms && leastBytes < bytes); i++) {
    const { rss } = Deno.memoryUsage();
    const start = performance.now();
    work();
    leastMs = Math.min(leastMs, performance.now() - start);
    leastBytes = Math.min(leastBytes, Deno.memoryUsage().rss - rss);
  }
  ok(leastMs < ms, `${name} must take less than ${ms} ms: took ${leastMs}`);
  ok(leastBytes < bytes, `${name} must take less than ${bytes} bytes: took ${leastBytes}`);
}
