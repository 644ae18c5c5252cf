import type { Progress, ProgressFields } from "./progress.ts";

const BAR_WIDTH = 28;
const TIME_COLUMN = 72;
const ERASE_LINE = "\r\x1b[2K";

/** Where progress is written, and what time it is. */
export interface ProgressOutput {
  /** Writes text as it is. */
  readonly write: (text: string) => void;
  /** Milliseconds since any fixed moment. */
  readonly elapsedMs: () => number;
}

/** Shows people one line for each step with the time it took, and a bar while trees grow. */
export class TerminalProgress implements Progress {
  readonly #output: ProgressOutput;
  #lastMs: number;
  #lastCells = -1;

  /**
   * Starts the clock of the first step.
   *
   * @param output The terminal.
   */
  constructor(output: ProgressOutput) {
    this.#output = output;
    this.#lastMs = output.elapsedMs();
  }

  /**
   * Writes the step's line over the bar, if there is one.
   *
   * @param _event Not shown.
   * @param message What people read.
   * @param _fields Not shown.
   */
  done(_event: string, message: string, _fields: ProgressFields): void {
    const nowMs = this.#output.elapsedMs();
    const took = `${Math.round(nowMs - this.#lastMs)} ms`;
    this.#lastMs = nowMs;
    this.#lastCells = -1;
    const line = `✓ ${message}`;
    this.#output.write(`${ERASE_LINE}${line.padEnd(TIME_COLUMN)}${took.padStart(8)}\n`);
  }

  /**
   * Draws the bar anew, where that changes it.
   *
   * @param nDone Trees grown so far.
   * @param nTotal Trees in all.
   */
  tree(nDone: number, nTotal: number): void {
    const cells = Math.floor(BAR_WIDTH * nDone / nTotal);
    if (cells === this.#lastCells) return;
    this.#lastCells = cells;
    const bar = "█".repeat(cells) + "░".repeat(BAR_WIDTH - cells);
    this.#output.write(`${ERASE_LINE}  ${bar} ${nDone}/${nTotal} trees`);
  }
  /** Wipes the bar away, so that what other parts write begins a line. */
  clear(): void {
    this.#output.write(ERASE_LINE);
  }
}
