import { Problem } from "./problem.ts";
import type { Series } from "../metrics/prometheus.ts";

/** Fewest places in the queue, so that one at a time still has work at hand. */
const MIN_WAITING = 16;

// One for all: an error of its own would cost each of many refusals a stack trace.
const FULL = new Problem(
  503,
  "The service has as many requests as it can take; try again in a second",
  { headers: { "retry-after": "1" } },
);

const SHARE_FULL = new Problem(
  503,
  "As many of your requests wait as may; let some be answered before you send others",
  { headers: { "retry-after": "1" } },
);

/** Part of the queue that one may take where it is known who asks. */
const SHARE = 1 / 2;

/** Who waits. */
export interface Waiter {
  /** Name that stands for who asks; `null` where nobody has to say so. */
  readonly who: string | null;
}

const NOBODY: Waiter = { who: null };

/** Lets so many scoring requests in at once; a short queue waits, all others are turned away at once. */
export class Admission {
  readonly #maxConcurrency: number;
  readonly #maxWaiting: number;
  readonly #waitingGauge: Series;
  readonly #waiting: (() => void)[] = [];
  readonly #waitingOf = new Map<string, number>();
  #inProgress = 0;

  /**
   * Makes an admission with all places free.
   *
   * @param maxConcurrency Most requests in progress; as many may wait, but at least 16.
   * @param waitingGauge Shows how many wait.
   */
  constructor(maxConcurrency: number, waitingGauge: Series) {
    this.#maxConcurrency = maxConcurrency;
    this.#maxWaiting = Math.max(MIN_WAITING, maxConcurrency);
    this.#waitingGauge = waitingGauge;
  }

  /**
   * Turns a request away that would be turned away later, before its body is read.
   *
   * @throws {Problem} 503 with `Retry-After` if all places and the queue are full.
   */
  requireRoom(): void {
    if (this.#inProgress < this.#maxConcurrency) return;
    if (this.#waiting.length >= this.#maxWaiting) throw FULL;
  }

  /**
   * Takes a place; whoever got one leaves it again with {@linkcode leave}.
   *
   * @param waiter Who takes it; looked at only where it has to wait.
   * @returns `null` if it is free at once, else a promise of the next place that becomes free.
   * @throws {Problem} 503 with `Retry-After` if the queue is full too, or half of it is the waiter's.
   */
  enter(waiter: Waiter = NOBODY): Promise<void> | null {
    if (this.#inProgress < this.#maxConcurrency) {
      this.#inProgress++;
      return null;
    }
    if (this.#waiting.length >= this.#maxWaiting) throw FULL;
    const { who } = waiter;
    if (who === null) return this.#wait();
    const waiting = this.#waitingOf.get(who) ?? 0;
    if (waiting >= SHARE * this.#maxWaiting) throw SHARE_FULL;
    this.#waitingOf.set(who, waiting + 1);
    return this.#wait().then(() => this.#waited(who));
  }

  #waited(who: string): void {
    const left = (this.#waitingOf.get(who) ?? 0) - 1;
    if (left > 0) this.#waitingOf.set(who, left);
    else this.#waitingOf.delete(who);
  }

  /**
   * Takes a place however long the queue is: for the next part of what was let in before.
   *
   * @returns As {@linkcode enter}.
   */
  reenter(): Promise<void> | null {
    if (this.#inProgress >= this.#maxConcurrency) return this.#wait();
    this.#inProgress++;
    return null;
  }

  /** Gives the place to who has waited longest, or frees it. */
  leave(): void {
    if (this.#waiting.length === 0) {
      this.#inProgress--;
      return;
    }
    const next = this.#waiting.shift() as () => void;
    this.#waitingGauge.value = this.#waiting.length;
    next();
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#waitingGauge.value = this.#waiting.length;
    });
  }
}
