import { letArrivalsIn } from "./let_arrivals_in.ts";

/** Works for as long (in ms) before others get their turn. */
const WORK_MS = 3;

/**
 * Divides the serving thread's time: long work is done in pieces, one after the other, whichever requests
 * they belong to, with a turn of everyone else before each. Without those a health probe would wait for
 * all of it.
 */
export class Turns {
  readonly #letOthersIn: () => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Begins with nothing to do.
   *
   * @param letOthersIn Gives everyone else a turn.
   */
  constructor(letOthersIn: () => Promise<void> = letArrivalsIn) {
    this.#letOthersIn = letOthersIn;
  }

  /**
   * Does a piece of work once all others before it are done, and everyone else had a turn.
   *
   * @param work The piece.
   * @returns What it gave.
   */
  take<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#last.then(this.#letOthersIn).then(work);
    this.#last = done.then(() => {}, () => {});
    return done;
  }

  /**
   * Does work that comes in small pieces, as many of them in one turn as take 3 ms.
   *
   * @param pieces The work, which yields after each piece.
   * @param now Steady clock, in ms.
   * @returns What it returns.
   */
  async takeAll<T>(pieces: Generator<void, T, void>, now: () => number): Promise<T> {
    for (;;) {
      const step = await this.take(() => {
        const endMs = now() + WORK_MS;
        let next = pieces.next();
        while (!next.done && now() < endMs) next = pieces.next();
        return next;
      });
      if (step.done) return step.value;
    }
  }
}
