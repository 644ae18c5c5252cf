/**
 * How long each phase of the start took. Import this module first: what ran before it is the start of
 * the process and the loading of the code, what runs between it and `main.ts` are the imports.
 *
 * @module
 */

/** Phases in the order of a start. */
export type BootPhase =
  | "process"
  | "imports"
  | "configuration"
  | "alias"
  | "download"
  | "verification"
  | "firstScore";

/** Takes the time between calls. */
export class BootPhases {
  readonly #phases = new Map<string, number>();
  readonly #now: () => number;
  #sinceMs: number;

  /**
   * Begins to take the time.
   *
   * @param now Steady clock, in ms; 0 is the start of the process.
   */
  constructor(now: () => number) {
    this.#now = now;
    this.#sinceMs = 0;
  }

  /**
   * Ends a phase, which began where the one before ended; only the first end of a phase counts.
   *
   * @param phase Its name.
   */
  end(phase: BootPhase): void {
    const nowMs = this.#now();
    if (!this.#phases.has(phase)) this.#phases.set(phase, nowMs - this.#sinceMs);
    this.#sinceMs = nowMs;
  }

  /** Whether a model has scored, which ends the start. */
  get isOver(): boolean {
    return this.#phases.has("firstScore");
  }

  /** Time of each phase, in ms, rounded to a tenth. */
  get durationsMs(): Readonly<Record<string, number>> {
    const rounded = [...this.#phases].map(([phase, ms]) => [phase, Math.round(ms * 10) / 10]);
    return Object.fromEntries(rounded);
  }
}

/** The phases of this process. */
export const bootPhases: BootPhases = new BootPhases(() => performance.now());
bootPhases.end("process");
