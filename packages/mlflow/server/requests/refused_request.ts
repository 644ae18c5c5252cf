const STATUS = {
  "BAD_REQUEST": 400,
  "INVALID_PARAMETER_VALUE": 400,
  "PERMISSION_DENIED": 403,
  "RESOURCE_ALREADY_EXISTS": 400,
  "ENDPOINT_NOT_FOUND": 404,
  "RESOURCE_DOES_NOT_EXIST": 404,
  "METHOD_NOT_ALLOWED": 405,
  "REQUEST_TIMEOUT": 408,
  "REQUEST_TOO_LARGE": 413,
  "INTERNAL_ERROR": 500,
  "RESOURCE_LIMIT_EXCEEDED": 507,
  "INVALID_STATE": 500,
} as const;

/** Why a request is refused, in MLflow's words where it has one. */
export type RefusalCode = keyof typeof STATUS;

/** Refusal of a request, answered with MLflow's `error_code` and `message`. */
export class RefusedRequest extends Error {
  /** MLflow's `error_code`. */
  readonly code: RefusalCode;

  /**
   * Describes the refusal.
   *
   * @param code MLflow's `error_code`.
   * @param message What people read.
   * @param options Carries the `cause`, if any.
   */
  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RefusedRequest";
    this.code = code;
  }

  /** HTTP status of the answer, as MLflow maps its codes. */
  get status(): (typeof STATUS)[RefusalCode] {
    return STATUS[this.code];
  }
}

/**
 * Refuses a value that does not fit.
 *
 * @param message What must be how, and how it is.
 * @returns The error to throw.
 */
export function invalidParameter(message: string): RefusedRequest {
  return new RefusedRequest("INVALID_PARAMETER_VALUE", message);
}

/**
 * Refuses a request for something that is not there.
 *
 * @param message What is not there.
 * @returns The error to throw.
 */
export function doesNotExist(message: string): RefusedRequest {
  return new RefusedRequest("RESOURCE_DOES_NOT_EXIST", message);
}
