/** What a line of the log may carry besides its message; no secrets, no features of a patient. */
export type LogFields = Readonly<
  Record<string, string | number | boolean | null | Readonly<Record<string, number>>>
>;

/** Writes one line of JSON for each event: time, level, message, then the fields. */
export interface Logger {
  /**
   * Notes that something happened as it should.
   *
   * @param message What happened, in a few fixed words to search for.
   * @param fields The particulars.
   */
  info(message: string, fields?: LogFields): void;
  /**
   * Notes that something went wrong that the service lives with.
   *
   * @param message What went wrong, in a few fixed words to search for.
   * @param fields The particulars.
   */
  warn(message: string, fields?: LogFields): void;
  /**
   * Notes a fault of the service itself.
   *
   * @param message What went wrong, in a few fixed words to search for.
   * @param fields The particulars.
   */
  error(message: string, fields?: LogFields): void;
}

/**
 * Makes a logger.
 *
 * @param write Takes each line, without a line break.
 * @param now The present, in ms since 1970.
 * @returns The logger.
 */
export function createLogger(write: (line: string) => void, now: () => number): Logger {
  const log = (level: string) => (message: string, fields: LogFields = {}) =>
    write(JSON.stringify({ time: new Date(now()).toISOString(), level, message, ...fields }));
  return { info: log("info"), warn: log("warn"), error: log("error") };
}
