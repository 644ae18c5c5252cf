/**
 * Why a signature does not hold: "damaged" (it is no envelope with a statement), "untrusted" (none of
 * the given keys made it), or "other" (it is good, but of another version or other files).
 */
export class SignatureError extends Error {
  /** Name of the class. */
  override readonly name = "SignatureError";
  /** Which of the three. */
  readonly reason: "damaged" | "untrusted" | "other";

  /**
   * Makes the error.
   *
   * @param reason Which of the three.
   * @param message What must be how, and how it is.
   * @param options Carries the `cause`, if any.
   */
  constructor(reason: SignatureError["reason"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
