import type { BodyRefused } from "@mlops/closing";
import type { AccessRefused } from "@mlops/rights";

/** A refusal in the form of MLflow's own, which its clients show. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  /** MLflow's name for the kind of error. */
  readonly code: string;
  /** One sentence. */
  readonly message: string;
  /** Headers beside the content type. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown where a request is refused. */
export class Refused extends Error {
  /** What is answered. */
  readonly refusal: Refusal;

  /**
   * Refuses.
   *
   * @param refusal What is answered.
   */
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = "Refused";
    this.refusal = refusal;
  }
}

/**
 * Writes a refusal as MLflow does.
 *
 * @returns The answer; its connection is closed, as a body may still be on its way.
 */
export function answerOf({ status, code, message, headers }: Refusal): Response {
  return Response.json({ "error_code": code, message }, {
    status,
    headers: { ...headers, "connection": "close" },
  });
}

/** MLflow's names for why somebody is not let in. */
const ACCESS_CODES: Readonly<Record<AccessRefused["status"], string>> = {
  400: "INVALID_PARAMETER_VALUE",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  429: "REQUEST_LIMIT_EXCEEDED",
  503: "TEMPORARILY_UNAVAILABLE",
};

/**
 * Tells in MLflow's words why somebody is not let in.
 *
 * @returns What is answered.
 */
export function accessRefusal({ status, message, headers }: AccessRefused): Refusal {
  return { status, code: ACCESS_CODES[status], message, headers };
}

/** MLflow's names for why a body is not taken. */
const BODY_CODES: Readonly<Record<BodyRefused["status"], string>> = {
  400: "BAD_REQUEST",
  408: "REQUEST_LIMIT_EXCEEDED",
  413: "INVALID_PARAMETER_VALUE",
};

/**
 * Tells in MLflow's words why a body is not taken.
 *
 * @returns What is answered.
 */
export function bodyRefusal({ status, message }: BodyRefused): Refusal {
  return { status, code: BODY_CODES[status], message };
}
