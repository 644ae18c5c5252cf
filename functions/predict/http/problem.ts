import { AccessRefused } from "@mlops/rights";
import { ModelUnavailableError } from "../model/model_unavailable_error.ts";
import { ValidationError } from "./validation_error.ts";

/** Members of a problem document beside those that RFC 9457 names. */
export type ProblemExtensions = Readonly<Record<string, unknown>>;

/** What a problem may say besides its status and detail. */
export interface ProblemOptions extends ErrorOptions {
  /** Further members of the document. */
  readonly extensions?: ProblemExtensions;
  /** Headers of the answer, e.g. `Allow`, `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** Faults beyond this number are not listed: an answer must not outgrow its question. */
const MAX_LISTED_FAULTS = 100;

/** Media type of problem documents. */
export const PROBLEM_JSON = "application/problem+json";

/** A request that cannot be answered as wished, in HTTP's terms (RFC 9457). */
export class Problem extends Error {
  /** HTTP status. */
  readonly status: number;
  /** Further members of the document. */
  readonly extensions: ProblemExtensions;
  /** Headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;

  /**
   * Describes the problem.
   *
   * @param status HTTP status, 400 or more.
   * @param detail What is wrong and how it would be right; shown to the client.
   * @param options Further members, headers and the cause.
   */
  constructor(status: number, detail: string, options: ProblemOptions = {}) {
    super(detail, options);
    this.name = "Problem";
    this.status = status;
    this.extensions = options.extensions ?? {};
    this.headers = options.headers ?? {};
  }
}

/**
 * Translates whatever a handler threw into HTTP; the only place that does.
 *
 * @param faultStatus Status of a body that does not fit the model.
 * @returns The problem; one without a particle of the error's text where it is a fault of the service.
 */
export function toProblem(error: unknown, faultStatus: 400 | 422 = 422): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ValidationError) {
    const errors = error.faults.slice(0, MAX_LISTED_FAULTS).map(({ path, reason }) => ({
      detail: reason,
      pointer: toPointer(path),
    }));
    return new Problem(faultStatus, error.message, { extensions: { errors }, cause: error });
  }
  if (error instanceof AccessRefused) {
    return new Problem(error.status, error.message, { headers: error.headers, cause: error });
  }
  if (error instanceof ModelUnavailableError) {
    return new Problem(503, error.message, { headers: { "retry-after": "1" }, cause: error });
  }
  return new Problem(
    500,
    "The service failed to answer; the request id finds the reason in its log",
    {
      cause: error,
    },
  );
}

/**
 * Makes the answer for a problem.
 *
 * @param extensions Members that the route adds for clients of its protocol.
 * @returns An answer of type `application/problem+json`.
 */
export function problemResponse(problem: Problem, extensions: ProblemExtensions = {}): Response {
  const document = {
    type: "about:blank",
    title: TITLES[problem.status] ?? "Error",
    status: problem.status,
    detail: problem.message,
    ...problem.extensions,
    ...extensions,
  };
  return new Response(JSON.stringify(document), {
    status: problem.status,
    headers: { "content-type": PROBLEM_JSON, ...problem.headers },
  });
}

/** Writes a path as a JSON Pointer in its URI fragment form (RFC 6901, section 6). */
function toPointer(path: readonly (string | number)[]): string {
  const tokens = path.map((token) =>
    // A lone surrogate in a key would make encodeURIComponent throw.
    encodeURIComponent(`${token}`.toWellFormed().replaceAll("~", "~0").replaceAll("/", "~1"))
  );
  return ["#", ...tokens].join("/");
}
