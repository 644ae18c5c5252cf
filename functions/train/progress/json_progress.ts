import type { Progress, ProgressFields } from "./progress.ts";

/** Where progress is written, and what time it is. */
export interface JsonProgressOutput {
  /** Writes text as it is. */
  readonly write: (text: string) => void;
  /** Tells the time. */
  readonly now: () => Date;
}

/** Tells programs each step as one line of JSON: `time`, `event`, `message` and the step's figures. */
export class JsonProgress implements Progress {
  readonly #output: JsonProgressOutput;
  #lastMs: number;

  /**
   * Starts the clock, and writes nothing yet.
   *
   * @param output Where the lines go.
   */
  constructor(output: JsonProgressOutput) {
    this.#output = output;
    this.#lastMs = output.now().getTime();
  }

  /**
   * Writes a step.
   *
   * @param event Its name.
   * @param message What to tell people.
   * @param fields Its figures.
   */
  done(event: string, message: string, fields: ProgressFields): void {
    const time = this.#output.now().toISOString();
    this.#output.write(`${JSON.stringify({ time, level: "info", event, message, ...fields })}\n`);
  }

  /**
   * Writes what people should know, as any step.
   *
   * @param event Its name.
   * @param message What to tell people.
   */
  tell(event: string, message: string): void {
    this.done(event, message, {});
  }

  /**
   * Writes at most a line a second, so that the log of a long fit stays readable.
   *
   * @param nDone Trees grown so far.
   * @param nTotal Trees in all.
   */
  tree(nDone: number, nTotal: number): void {
    const nowMs = this.#output.now().getTime();
    if (nowMs - this.#lastMs < 1_000) return;
    this.#lastMs = nowMs;
    this.done("fitting", `${nDone} of ${nTotal} trees`, { trees: nDone, "trees_total": nTotal });
  }
}
