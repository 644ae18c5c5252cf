/** A part of the stack did not start, or ended by itself. */
export class ProcessError extends Error {
  /** The last lines that the part printed. */
  readonly lastLines: readonly string[];
  /** What happened, as the end of a sentence. */
  readonly reason: string;
  /**
   * Says what happened and where to read more.
   *
   * @param part Name of the part.
   * @param reason What happened, as the end of a sentence.
   * @param logFile File that holds all that the part printed.
   * @param log Content of that file.
   */
  constructor(part: string, reason: string, logFile: string, log: string) {
    super(`Cannot run ${part} as ${reason}: all that it printed is in ${logFile}`);
    this.name = "ProcessError";
    this.reason = reason;
    this.lastLines = log.trimEnd().split("\n").slice(-10);
  }
}
