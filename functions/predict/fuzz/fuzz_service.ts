import fc from "fast-check";
import { AnswerChecker } from "./answer_checker.ts";
import { type FuzzedRequest, fuzzedRequest } from "./fuzzed_request.ts";

/** Sends a request to the service: in process, or over a socket. */
export type Send = (url: string, init: RequestInit) => Response | Promise<Response>;

/** How long and with what. */
export interface FuzzOptions {
  /** Number of requests. */
  readonly requests: number;
  /** Seed: the same one sends the same requests. */
  readonly seed: number;
}

/**
 * Sends random requests, valid and not: no answer is 500 or more, valid ones are answered, invalid
 * ones are refused, and every answer matches the OpenAPI document.
 *
 * @param send Sends a request.
 * @param options How many, and the seed.
 * @returns Number of answers by operation and status, e.g. "POST /predict 200".
 * @throws {Error} With the smallest request found that is answered otherwise.
 */
export async function fuzzService(
  send: Send,
  { requests, seed }: FuzzOptions,
): Promise<ReadonlyMap<string, number>> {
  const document = await send("/openapi.json", {});
  const checker = new AnswerChecker(await document.json());
  const counts = new Map<string, number>();
  const property = fc.asyncProperty(fuzzedRequest, async (request) => {
    const { method, url, path, type, body } = request;
    const response = await send(url, {
      method,
      ...type === undefined ? {} : { headers: { "content-type": type } },
      ...body === undefined ? {} : { body },
    });
    const text = await response.text();
    const fault = checker.faultOf(method, path, { response, body: text }) ??
      wrongStatus(request, response.status);
    if (fault !== null) throw new Error(`${fault}: ${text.slice(0, 300)}`);
    const key = `${method} ${path ?? "elsewhere"} ${response.status}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  await fc.assert(property, { numRuns: requests, seed, includeErrorInReport: true });
  return counts;
}

function wrongStatus({ isValid }: FuzzedRequest, status: number): string | null {
  const isAnswered = status >= 200 && status < 300;
  if (isValid === null || isValid === isAnswered) return null;
  return isValid ? `valid, but ${status}` : `invalid, but ${status}`;
}
