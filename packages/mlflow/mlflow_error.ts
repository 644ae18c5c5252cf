/**
 * Refusal, failure or nonsense from a tracking server.
 *
 * `code` is MLflow's `error_code` where the server sent one. The client's own codes are
 * `UNREACHABLE`, `TIMEOUT`, `INVALID_RESPONSE`, `RESPONSE_TOO_LARGE`, `INVALID_ARTIFACT_LOCATION`,
 * `INVALID_STATE`, `INVALID_CREDENTIALS`, and `HTTP_<status>` for a refusal without an `error_code`.
 */
export class MlflowError extends Error {
  /** HTTP status of the answer, 0 if there was none. */
  readonly status: number;
  /** MLflow's `error_code`, e.g. `RESOURCE_DOES_NOT_EXIST`, or one of the client's own. */
  readonly code: string;
  /** How long the server asked to wait before the next try (`Retry-After`), in ms, or `null`. */
  readonly retryAfterMs: number | null;

  /**
   * Describes the refusal.
   *
   * @param status HTTP status of the answer, 0 if there was none.
   * @param code MLflow's `error_code`.
   * @param message MLflow's `message`.
   * @param options Carries the `cause` and `retryAfterMs`, if any.
   */
  constructor(
    status: number,
    code: string,
    message: string,
    options: ErrorOptions & { retryAfterMs?: number | null } = {},
  ) {
    super(`Cannot complete MLflow request: ${code}: ${message}`, options);
    this.name = "MlflowError";
    this.status = status;
    this.code = code;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    return this.code === "UNREACHABLE" || this.code === "TIMEOUT" ||
      this.status === 429 || this.status >= 500;
  }
}
