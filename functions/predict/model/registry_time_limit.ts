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
