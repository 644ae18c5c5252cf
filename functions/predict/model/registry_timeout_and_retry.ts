/**
 * What happens when the registry hangs or is away. A look is given up after two seconds, all of its
 * questions together; the models in memory keep answering, and the next look comes after a growing wait.
 * A service that has no model yet begins with short waits, and takes what its cache kept.
 *
 * @module
 */

/** A look that takes longer has failed: a registry that hangs must not hold up the next look. */
export const REGISTRY_TIMEOUT_MS = 2_000;

/** Wait after the first failed look; it doubles with each further one. */
const FIRST_RETRY_MS = 100;

/** Longest mean wait after a failed look: a registry that is back is noticed within 5 s. */
const MAX_RETRY_MS = 2_500;

/**
 * Tells how long to wait after a look that failed.
 *
 * @param failures Looks that failed one after the other, this one included, >= 1.
 * @param atLeastMs Shortest wait in ms: that between two looks, where a model is there.
 * @returns Mean wait in ms.
 */
export function retryMs(failures: number, atLeastMs: number): number {
  return Math.max(Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), MAX_RETRY_MS), atLeastMs);
}

/** Limits the time that the questions of one look at the registry take together. */
export class RegistryTimeLimit {
  readonly #signal: AbortSignal;
  readonly #limitMs: number;
  #usedMs = 0;

  /**
   * Begins with all of the time left. Only questions take of it: what lies between them, such as the
   * transfer of a file, has limits of its own.
   *
   * @param limitMs Longest time of all questions together, in ms.
   * @param signal Ends every question.
   */
  constructor(limitMs: number, signal: AbortSignal) {
    this.#limitMs = limitMs;
    this.#signal = signal;
  }

  /**
   * Asks within what is left.
   *
   * @param question Asks until its signal aborts.
   * @returns The answer.
   */
  async ask<T>(question: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const startedMs = performance.now();
    const limit = new AbortController();
    const timer = setTimeout(() => {
      const message = `Cannot look as all answers together must come within ${this.#limitMs} ms`;
      limit.abort(new Error(message));
    }, this.#limitMs - this.#usedMs);
    try {
      return await question(AbortSignal.any([this.#signal, limit.signal]));
    } finally {
      clearTimeout(timer);
      this.#usedMs += performance.now() - startedMs;
    }
  }
}
