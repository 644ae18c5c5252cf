/** Classes 22 (data) and 23 (constraints) of PostgreSQL's SQLSTATEs. */
const ABOUT_ROWS = /^2[23]/;

/** A row that no partition takes; it is of class 23, too. */
const NO_PARTITION = "23514";

/** A row whose key is there. */
const UNIQUE_VIOLATION = "23505";

/** A batch that was not written, as far as is known. */
export class WriteError extends Error {
  /** SQLSTATE that the database answered, or `null` if it gave no answer. */
  readonly code: string | null;
  /** Whether the database was told to commit and did not say that it has. */
  readonly isUnconfirmed: boolean;
  /**
   * Describes the failure; the values of the rows are not told.
   *
   * @param cause What went wrong.
   * @param details What is known of it.
   */
  constructor(cause: unknown, details: { code: string | null; isUnconfirmed: boolean }) {
    const message = cause instanceof Error ? cause.message : String(cause);
    // What the server says of refused data repeats the data.
    const reason = details.code === null
      ? message
      : ABOUT_ROWS.test(details.code)
      ? `SQLSTATE ${details.code}`
      : `SQLSTATE ${details.code}, ${message}`;
    super(`Cannot write batch of the prediction log: ${reason}`, { cause });
    this.name = "WriteError";
    this.code = details.code;
    this.isUnconfirmed = details.isUnconfirmed;
  }

  /** Whether the month of a row has no partition. */
  get isPartitionMissing(): boolean {
    return this.code === NO_PARTITION;
  }

  /** Whether a row is in the log already. */
  get isDuplicate(): boolean {
    return this.code === UNIQUE_VIOLATION;
  }

  /** Whether another try would fail the same way, as the rows themselves are at fault. */
  get isRefusal(): boolean {
    return this.code !== null && ABOUT_ROWS.test(this.code) && !this.isPartitionMissing;
  }
}
