/** What a poller asks and whom it tells. */
export interface IdlePollerOptions<T> {
  /** Asks once. */
  readonly ask: (signal: AbortSignal) => Promise<T>;
  /** Takes an answer and tells whether anything has changed, which makes the poller eager again. */
  readonly onAnswer: (answer: T) => boolean;
  /** Takes a failure and tells whether anything has changed. */
  readonly onFailure: (error: unknown) => boolean;
  /** Takes note that the poller has stopped asking, or asks again. */
  readonly onAsleep: (isAsleep: boolean) => void;
  /** Waits between two questions while nothing changes, in ms; after the last one it sleeps. */
  readonly delaysMs: readonly number[];
  /** Whether asking keeps nothing from resting: then it goes on at the slowest pace (default: never). */
  readonly isFree?: () => boolean;
  /** The page that it lives in. */
  readonly page: Page;
}

/** What a poller needs of a page: time, and whether anybody looks. */
export interface Page {
  /** Whether somebody can see the page. */
  isVisible(): boolean;
  /**
   * Calls back whenever that changes.
   *
   * @returns Stops it.
   */
  onVisibilityChange(callback: () => void): () => void;
  /**
   * Calls back once after a time in ms.
   *
   * @returns Cancels it.
   */
  after(ms: number, callback: () => void): () => void;
}

/**
 * Asks again and again while somebody looks, less and less often while nothing changes, and then
 * not at all: an open tab must not keep a Knative Service from scaling to zero.
 */
export class IdlePoller<T> {
  readonly #options: IdlePollerOptions<T>;
  #step = 0;
  #cancelTimer = () => {};
  #stopWatching = () => {};
  #inFlight: AbortController | null = null;

  /**
   * Prepares a poller; {@linkcode start} makes it ask.
   *
   * @param options What to ask and whom to tell.
   */
  constructor(options: IdlePollerOptions<T>) {
    this.#options = options;
  }

  /** Asks now, and from then on. */
  start(): void {
    this.#stopWatching();
    this.#stopWatching = this.#options.page.onVisibilityChange(() => {
      if (this.#options.page.isVisible()) this.wake();
      else this.#pause();
    });
    this.wake();
  }

  /** Asks now and is eager again, as after the reader did something. */
  wake(): void {
    if (!this.#options.page.isVisible()) return;
    this.#pause();
    this.#step = 0;
    this.#options.onAsleep(false);
    this.#ask();
  }

  /** Asks no more. */
  stop(): void {
    this.#stopWatching();
    this.#pause();
  }

  #pause(): void {
    this.#cancelTimer();
    this.#inFlight?.abort();
    this.#inFlight = null;
  }

  async #ask(): Promise<void> {
    const question = new AbortController();
    this.#inFlight = question;
    let hasChanged: boolean;
    try {
      const answer = await this.#options.ask(question.signal);
      if (question.signal.aborted) return;
      hasChanged = this.#options.onAnswer(answer);
    } catch (error) {
      if (question.signal.aborted) return;
      hasChanged = this.#options.onFailure(error);
    }
    this.#inFlight = null;
    if (hasChanged) this.#step = 0;
    const { delaysMs, isFree } = this.#options;
    const delayMs = delaysMs[this.#step++] ?? (isFree?.() ? delaysMs.at(-1) : undefined);
    if (delayMs === undefined) {
      this.#options.onAsleep(true);
    } else {
      this.#cancelTimer = this.#options.page.after(delayMs, () => this.#ask());
    }
  }
}

/**
 * The page of the browser.
 *
 * @returns Its visibility and its timers.
 */
export function browserPage(): Page {
  return {
    isVisible: () => document.visibilityState === "visible",
    onVisibilityChange(callback) {
      document.addEventListener("visibilitychange", callback);
      return () => document.removeEventListener("visibilitychange", callback);
    },
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  };
}
