/**
 * Thrown where bytes are no pickle or skops file that this package reads, or where a value in one is
 * not what it must be.
 */
export class PickleError extends Error {
  /** Position in the file of what was refused, in bytes, or `null` where it has none. */
  readonly offset: number | null;
  /** The name that is not on the list, as `module.name`, if that is the reason. */
  readonly globalName: string | null;
  /**
   * Describes what was refused and where.
   *
   * @param message What was expected, and what is there instead.
   * @param options `offset` is the place, with which the message then ends; `format` says what was
   * read, "pickle" unless given; `globalName` is the name that is not allowed.
   */
  constructor(
    message: string,
    options: ErrorOptions & { offset?: number; format?: string; globalName?: string } = {},
  ) {
    const { offset, format = "pickle", globalName, ...rest } = options;
    super(
      `Cannot read ${format} as ${message}${offset === undefined ? "" : ` at byte ${offset}`}`,
      rest,
    );
    this.name = "PickleError";
    this.offset = offset ?? null;
    this.globalName = globalName ?? null;
  }

  /**
   * Says the same of a place, unless it has one.
   *
   * @param offset Position in the file, in bytes.
   * @returns The error to throw.
   */
  at(offset: number): PickleError {
    if (this.offset !== null) return this;
    const error = new PickleError("", { cause: this });
    error.message = `${this.message} at byte ${offset}`;
    return Object.assign(error, { offset, globalName: this.globalName });
  }
}
