/** An error for a client, as RFC 9457 writes it. */
export interface Problem {
  /** HTTP status. */
  readonly status: number;
  /** What kind of failure it is, the same for every occurrence. */
  readonly title: string;
  /** What happened this time; never a stack and never a secret. */
  readonly detail: string;
}

/**
 * Answers with a problem.
 *
 * @param problem What went wrong.
 * @param headers More headers, for example `Retry-After`.
 * @returns An `application/problem+json` response.
 */
export function problemResponse(
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify({ type: "about:blank", ...problem }), {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json; charset=utf-8",
      "cache-control": "no-store",
      ...headers,
    },
  });
}

/**
 * Answers a request whose body broke off or is not framed as HTTP has it.
 *
 * @returns A 400.
 */
export function brokenOff(): Response {
  return problemResponse({
    status: 400,
    title: "Bad request",
    detail: "Cannot read the body as it must arrive whole: it broke off",
  });
}
