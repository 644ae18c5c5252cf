/** Tells people what the stack does, one line a part. */
export interface Report {
  /**
   * Tells that a part is up, or a step done.
   *
   * @param part Name of the part.
   * @param where Its address, or what was done.
   * @param tookMs Time it took, in ms.
   */
  done(part: string, where: string, tookMs: number): void;
  /**
   * Prints lines as they are.
   */
  say(...lines: string[]): void;
}

/**
 * Makes a report that prints to a stream.
 *
 * @param write Takes each line, without its line end.
 * @returns The report.
 */
export function lineReport(write: (line: string) => void): Report {
  return {
    done(part, where, tookMs) {
      write(`  ${part.padEnd(20)} ${where.padEnd(40)} ${(tookMs / 1000).toFixed(1).padStart(5)} s`);
    },
    say(...lines) {
      for (const line of lines) write(line);
    },
  };
}
