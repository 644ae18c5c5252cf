/** One line of the checklist. */
export interface Check {
  /** What holds when it is ticked. */
  readonly title: string;
  /** What to do when it does not, mostly a command to paste. */
  readonly remedy: string;
  /**
   * Looks at the running cluster.
   *
   * @returns What was seen, to stand beside the tick.
   * @throws {Error} If it does not hold; the message says what was seen instead.
   */
  run(): Promise<string>;
}

/** Lines that belong together. */
export interface Section {
  /** Title, after the workshop's exercise. */
  readonly title: string;
  /** Its lines, in the workshop's order. */
  readonly checks: readonly Check[];
}

/**
 * Fails a check.
 *
 * @param seen What was seen.
 * @returns Never.
 * @throws {Error} Always.
 */
export function fail(seen: string): never {
  throw new Error(seen);
}
