/**
 * What steps ask the prediction service of `deno task start`.
 *
 * @module
 */
import type { Place } from "../engine/place.ts";
import { fault } from "../engine/words.ts";

/** What the service answered. */
export interface StackAnswer {
  /** Its headers. */
  readonly headers: Headers;
  /** Its body, parsed. */
  // deno-lint-ignore no-explicit-any -- what a step reads of it, it names
  readonly body: any;
}

/** A request to it. */
export interface StackRequest {
  /** Posted as JSON; without it the request is a GET. */
  readonly body?: unknown;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Asks the service of the stack on this machine.
 *
 * @param path From its root, `/predict`.
 * @param request What is sent.
 * @returns Its answer.
 * @throws {LabFault} If there is none, or it is no success.
 */
export async function askStack(
  place: Place,
  path: string,
  { body, headers = {} }: StackRequest = {},
): Promise<StackAnswer> {
  await using way = await place.forward("predict", 80);
  const response = await fetch(`${way.url}${path}`, {
    ...body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
    headers: { "content-type": "application/json", ...headers },
    signal: AbortSignal.timeout(10_000),
  }).catch((error: Error) =>
    fault(
      `le service de deno task start ne répond pas (${way.url}) : ${error.message}`,
      `the service of deno task start does not answer (${way.url}): ${error.message}`,
    )
  );
  const text = await response.text();
  if (!response.ok) fault(`${response.status} ${text}`, `${response.status} ${text}`);
  return { headers: response.headers, body: JSON.parse(text) };
}
