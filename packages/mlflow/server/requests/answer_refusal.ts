import { BodyRefused } from "@mlops/closing";
import { AccessRefused } from "@mlops/rights";
import type { Context } from "hono";
import { type RefusalCode, RefusedRequest } from "./refused_request.ts";

const ACCESS_CODES: Readonly<Record<AccessRefused["status"], string>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  429: "REQUEST_LIMIT_EXCEEDED",
  503: "TEMPORARILY_UNAVAILABLE",
};

const BODY_CODES: Readonly<Record<BodyRefused["status"], RefusalCode>> = {
  400: "BAD_REQUEST",
  408: "REQUEST_TIMEOUT",
  413: "REQUEST_TOO_LARGE",
};

/**
 * Answers a request that failed as MLflow's server does.
 *
 * @param context The request.
 * @param error What was thrown; clients see no details of what is no refusal.
 * @param onError Told of what is no refusal.
 * @returns The answer.
 */
export function answerRefusal(
  context: Context,
  error: unknown,
  onError: (error: unknown) => void,
): Response {
  if (error instanceof AccessRefused) {
    const { status, message, headers } = error;
    const answer = { "error_code": ACCESS_CODES[status], message };
    return Response.json(answer, { status, headers: { ...headers, "connection": "close" } });
  }
  const { status, code, message } = refusalOf(error, onError);
  // What is left of a body that is refused on its way is not waited for.
  if (status === 408 || status === 413) context.header("connection", "close");
  return context.json({ "error_code": code, message }, status);
}

function refusalOf(error: unknown, onError: (error: unknown) => void): RefusedRequest {
  if (error instanceof RefusedRequest) return error;
  if (error instanceof BodyRefused) {
    return new RefusedRequest(BODY_CODES[error.status], error.message);
  }
  onError(error);
  return new RefusedRequest("INTERNAL_ERROR", "Internal error");
}
