/** The checks that a version may fail. */
export const REFUSAL_REASONS = [
  "digest_mismatch",
  "digest_missing",
  "flavor",
  "missing_file",
  "source",
  "too_large",
  "mlmodel",
  "model_file",
  "features",
  "golden_rows",
  "defect",
] as const;

/** Which check a version failed. */
export type RefusalReason = typeof REFUSAL_REASONS[number];

/** Thrown where a version is not fit to be served; another try will not change that. */
export class RefusedModelError extends Error {
  /** Which check it failed. */
  readonly reason: RefusalReason;

  /**
   * Says why.
   *
   * @param reason Which check it failed.
   * @param message What is wrong, as "Cannot serve … as …: …".
   * @param options Carries the `cause`, if any.
   */
  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RefusedModelError";
    this.reason = reason;
  }
}
