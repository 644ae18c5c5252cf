import type { Progress, ProgressFields } from "./progress.ts";

const BAR_WIDTH = 28;
const TIME_COLUMN = 72;
const ERASE_LINE = "\r\x1b[2K";
/** Time that trees must have taken before what is left of it is told: the first ones tell little. */
const TELL_FROM_MS = 2_000;
/** Longest time between two drawings while trees grow. */
const REDRAW_MS = 1_000;

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
  #drawnMs = 0;

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
   * Writes a line without a time over the bar, if there is one; a warning begins with its mark.
   *
   * @param event `warning`, or what is not shown.
   * @param message What people read.
   */
  tell(event: string, message: string): void {
    this.#lastCells = -1;
    this.#output.write(`${ERASE_LINE}${event === "warning" ? "!" : " "} ${message}\n`);
  }

  /**
   * Draws the bar anew where that changes it, with the time that is left as the trees so far took theirs.
   *
   * @param nDone Trees grown so far.
   * @param nTotal Trees in all.
   */
  tree(nDone: number, nTotal: number): void {
    const nowMs = this.#output.elapsedMs();
    const cells = Math.floor(BAR_WIDTH * nDone / nTotal);
    if (cells === this.#lastCells && nowMs - this.#drawnMs < REDRAW_MS) return;
    this.#lastCells = cells;
    this.#drawnMs = nowMs;
    const tookMs = nowMs - this.#lastMs;
    const leftMs = tookMs / nDone * (nTotal - nDone);
    const left = tookMs < TELL_FROM_MS || nDone === nTotal ? "" : `, ${timeText(leftMs)} left`;
    const bar = "█".repeat(cells) + "░".repeat(BAR_WIDTH - cells);
    this.#output.write(`${ERASE_LINE}  ${bar} ${nDone}/${nTotal} trees${left}`);
  }

  /** Wipes the bar away, so that what other parts write begins a line. */
  clear(): void {
    this.#output.write(ERASE_LINE);
  }
}

/** A time as people say it, no more exact than it is known. */
function timeText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
