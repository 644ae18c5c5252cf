import fc from "fast-check";
import { AnswerChecker } from "./answer_checker.ts";
import { type FuzzedRequest, fuzzedRequest, NAMES } from "./fuzzed_request.ts";
import { sometimesForeign } from "./foreign_request.ts";
import { sometimesCompressed } from "./compressed_request.ts";
import { KNOWN_REQUESTS, KNOWN_ROWS, logRequest } from "./log_requests.ts";

/** Sends a request to the service: in process, or over a socket. */
export type Send = (url: string, init: RequestInit) => Response | Promise<Response>;

/** How long and with what. */
export interface FuzzOptions {
  /** Number of requests. */
  readonly requests: number;
  /** Seed: the same one sends the same requests. */
  readonly seed: number;
  /** Waits until all predictions are in the log, where there is one: its routes are fuzzed, too. */
  readonly untilLogged?: () => Promise<void>;
  /** What is sent; requests to the reference model by default. */
  readonly anyRequest?: fc.Arbitrary<FuzzedRequest>;
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
  { requests, seed, untilLogged, anyRequest: wanted = fuzzedRequest }: FuzzOptions,
): Promise<ReadonlyMap<string, number>> {
  let anyRequest = sometimesCompressed(wanted);
  if (untilLogged !== undefined) {
    const ids = await predictKnown(send);
    await untilLogged();
    const known = logRequest.map((request) => withKnownIds(request, ids));
    anyRequest = fc.oneof(
      { weight: 16, arbitrary: anyRequest },
      { weight: 4, arbitrary: known },
    );
  }
  anyRequest = sometimesForeign(anyRequest);
  const document = await send("/openapi.json", {});
  const checker = new AnswerChecker(await document.json());
  const counts = new Map<string, number>();
  const property = fc.asyncProperty(anyRequest, async (request) => {
    const { method, url, path, type, body, encoding, headers } = request;
    const response = await send(url, {
      method,
      headers: {
        ...headers,
        ...type === undefined ? {} : { "content-type": type },
        ...encoding === undefined ? {} : { "content-encoding": encoding },
      },
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

/** Predicts what outcomes are told for; returns the ids of the answers. */
async function predictKnown(send: Send): Promise<string[]> {
  const row = Object.fromEntries(NAMES.map((name) => [name, 1]));
  const ids: string[] = [];
  for (let number = 0; number < KNOWN_REQUESTS; number++) {
    const response = await send("/predict", {
      method: "POST",
      headers: { "content-type": "application/json", "x-request-id": `client-${number}` },
      body: JSON.stringify(Array(KNOWN_ROWS).fill(row)),
    });
    await response.body?.cancel();
    ids.push(response.headers.get("x-request-id") ?? "");
  }
  return ids;
}

/** The service makes the ids, so that a seed cannot know them: `known-N` stands for the Nth. */
function withKnownIds(request: FuzzedRequest, ids: readonly string[]): FuzzedRequest {
  const { body } = request;
  if (typeof body !== "string") return request;
  return {
    ...request,
    body: body.replaceAll(/known-(\d+)/g, (word, number) => ids[number] ?? word),
  };
}

function wrongStatus({ isValid, status: right }: FuzzedRequest, status: number): string | null {
  if (right !== undefined && right !== status) return `must be ${right}, but ${status}`;
  const isAnswered = status >= 200 && status < 300;
  if (isValid === null || isValid === isAnswered) return null;
  return isValid ? `valid, but ${status}` : `invalid, but ${status}`;
}
