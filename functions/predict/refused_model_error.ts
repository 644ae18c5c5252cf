/** Which check a version failed. */
export type RefusalReason =
  | "digest_mismatch"
  | "digest_missing"
  | "no_onnx_flavor"
  | "too_large"
  | "mlmodel"
  | "graph"
  | "features"
  | "golden_rows";

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
