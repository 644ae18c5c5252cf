/** What a {@linkcode PublishError} says besides its message. */
export interface PublishFailure {
  /** Host of the registry. */
  readonly registry: string;
  /** Repository and, where it matters, tag or digest. */
  readonly image: string;
  /** What was tried: "upload blob sha256:…". */
  readonly step: string;
  /** What happened instead, without any credential. */
  readonly reason: string;
  /** Status of the answer, if there was one. */
  readonly status?: number;
  /** How long the registry asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** A registry refused or could not be reached. The message names registry, image and step. */
export class PublishError extends Error {
  /** Host of the registry. */
  readonly registry: string;
  /** Repository and, where it matters, tag or digest. */
  readonly image: string;
  /** What was tried. */
  readonly step: string;
  /** Status of the answer; `undefined` if there was none. */
  readonly status: number | undefined;
  /** How long the registry asks to wait, in milliseconds; `undefined` if it does not. */
  readonly retryAfterMs: number | undefined;

  /**
   * Describes the failure.
   *
   * @param failure What was tried, where, and what happened instead.
   * @param options Carries the `cause`, if any.
   */
  constructor(failure: PublishFailure, options?: ErrorOptions) {
    const { registry, image, step, reason } = failure;
    super(
      `Cannot ${step} of "${image}" as registry "${registry}" must allow it: ${reason}`,
      options,
    );
    this.name = "PublishError";
    this.registry = registry;
    this.image = image;
    this.step = step;
    this.status = failure.status;
    this.retryAfterMs = failure.retryAfterMs;
  }

  /** Whether the same may succeed later: no answer, too many requests, or a fault over there. */
  get retryable(): boolean {
    return this.status === undefined || this.status === 408 || this.status === 429 ||
      this.status >= 500;
  }
}
