/** One thing about a request's body that does not fit the model. */
export interface Fault {
  /** Where: keys and array positions from the top of the body. */
  readonly path: readonly (string | number)[];
  /** What is wrong, as a sentence that stands alone. */
  readonly reason: string;
}

/** Faults that the message tells; the others are in the list. */
const MAX_TOLD = 10;

/** Thrown where a body can be read but does not fit the model's features. */
export class ValidationError extends Error {
  /** The faults, the first thousand at most. */
  readonly faults: readonly Fault[];
  /** How many there are in all. */
  readonly faultCount: number;

  /**
   * Lists the faults.
   *
   * @param faults The faults, the first thousand at most; not empty.
   * @param faultCount How many there are in all.
   */
  constructor(faults: readonly Fault[], faultCount = faults.length) {
    const reasons = faults.slice(0, MAX_TOLD).map(({ reason }) => reason);
    const rest = faultCount - reasons.length;
    super(reasons.join("; ") + (rest > 0 ? `; and ${rest} more` : ""));
    this.name = "ValidationError";
    this.faults = faults;
    this.faultCount = faultCount;
  }
}
