/** Tells a person what is done and how long it took. */
export interface Report {
  /**
   * Runs a step and says how it went.
   *
   * @param action Does it.
   * @param remark Says something about the result.
   * @returns The result.
   */
  step<T>(title: string, action: () => Promise<T>, remark?: (result: T) => string): Promise<T>;
  /**
   * Says something worth knowing.
   *
   * @param text A short sentence without its period.
   */
  note(text: string): void;
  /**
   * Says one of many things that belong to the last step.
   *
   * @param text A few words.
   */
  detail(text: string): void;
}

const TITLE_WIDTH = 30;

/**
 * Writes a line for each step, with its time.
 *
 * @param print Writes a line.
 * @param now Tells the time in milliseconds.
 * @returns The report.
 */
export function lineReport(print: (line: string) => void, now: () => number): Report {
  return {
    async step(title, action, remark) {
      const start = now();
      const padded = title.padEnd(TITLE_WIDTH);
      try {
        const result = await action();
        const seconds = ((now() - start) / 1_000).toFixed(1).padStart(7);
        const said = remark === undefined ? "" : `  ${remark(result)}`;
        print(`✓ ${padded}${seconds} s${said}`);
        return result;
      } catch (error) {
        const seconds = ((now() - start) / 1_000).toFixed(1).padStart(7);
        print(`✗ ${padded}${seconds} s`);
        throw error;
      }
    },
    note: (text) => print(`· ${text}`),
    detail: (text) => print(`    ${text}`),
  };
}
