/** The checks that a version may fail. */
export const REFUSAL_REASONS = [
  "digest_mismatch",
  "digest_missing",
  "signature_mismatch",
  "signature_missing",
  "flavor",
  "missing_file",
  "source",
  "version",
  "too_large",
  "mlmodel",
  "model_file",
  "features",
  "golden_rows",
  "bounds",
  "defect",
] as const;

/** Which check a version failed. */
export type RefusalReason = typeof REFUSAL_REASONS[number];

/** Longer sentences are cut: names in a file may be as long as the file. */
const MAX_CHARACTERS = 1_000;

/** Control characters, and what else ends a line somewhere. */
const NO_TEXT = /[\p{Cc}\u2028\u2029]/gu;

/** Keeps a text that holds names from a file to a line of a log, a terminal or a page. */
function oneLine(text: string): string {
  const cut = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS - 1)}…` : text;
  return cut.replaceAll(NO_TEXT, " ").toWellFormed();
}

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
    super(oneLine(message), options);
    this.name = "RefusedModelError";
    this.reason = reason;
  }
}
