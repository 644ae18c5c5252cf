/** Measures how long a program waits for a server: the time in which at least one request is open. */
export class WaitMeter {
  readonly #now: () => number;
  #nOpen = 0;
  #openedAt = 0;
  #waitedMs = 0;

  /**
   * Starts at zero.
   *
   * @param now Milliseconds since any fixed moment.
   */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Time waited so far, in ms, open requests included. */
  get waitedMs(): number {
    return this.#waitedMs + (this.#nOpen > 0 ? this.#now() - this.#openedAt : 0);
  }

  /**
   * Makes a `fetch` that is measured until the answer's head is there.
   *
   * @param fetchFunction The `fetch` to use.
   * @returns One with the same contract.
   */
  metered(fetchFunction: typeof fetch): typeof fetch {
    return async (...request: Parameters<typeof fetch>) => {
      if (this.#nOpen++ === 0) this.#openedAt = this.#now();
      try {
        return await fetchFunction(...request);
      } finally {
        if (--this.#nOpen === 0) this.#waitedMs += this.#now() - this.#openedAt;
      }
    };
  }
}
