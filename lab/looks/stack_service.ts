/**
 * What steps ask the prediction service of `deno task start`.
 *
 * @module
 */
import { delay } from "@std/async";
import { NoStackError } from "../engine/no_stack_error.ts";
import type { Place } from "../engine/place.ts";
import { fault } from "../engine/words.ts";

/** How long the service may take to follow the registry, in ms; it looks every two seconds. */
const FOLLOW_MS = 10_000;

/** Time between two questions whether it has, in ms. */
const ASK_AGAIN_MS = 100;

/** What the service counts of its looks at the registry. */
const LOOKS = /^predict_registry_looks_total\{outcome="ok"\} (\d+)$/m;

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
  request: StackRequest = {},
): Promise<StackAnswer> {
  const { headers, text } = await fetchStack(place, path, request);
  return { headers, body: JSON.parse(text) };
}

/**
 * Looks, and where that does not hold looks once more when the service has followed the registry: it tells of
 * what was changed since its last look by its next one.
 *
 * @param look What asks the service.
 * @returns What was seen.
 * @throws {LabFault} If it does not hold then either.
 */
export async function onceFollowed<T>(place: Place, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof NoStackError) throw error;
    const before = await looksOf(place);
    if (before === undefined) throw error;
    const end = performance.now() + FOLLOW_MS;
    // One that is under way may have read already what was changed since.
    while ((await looksOf(place) ?? 0) < before + 2 && performance.now() < end) {
      await delay(ASK_AGAIN_MS);
    }
    return await look();
  }
}

/** How often the service has looked at the registry; `undefined` if it does not tell. */
async function looksOf(place: Place): Promise<number | undefined> {
  const found = await fetchStack(place, "/metrics", {}).catch(() => null);
  const looks = LOOKS.exec(found?.text ?? "")?.[1];
  return looks === undefined ? undefined : Number(looks);
}

async function fetchStack(
  place: Place,
  path: string,
  { body, headers = {} }: StackRequest,
): Promise<{ headers: Headers; text: string }> {
  await using way = await place.forward("predict", 80);
  const response = await fetch(`${way.url}${path}`, {
    ...body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
    headers: { "content-type": "application/json", ...headers },
    signal: AbortSignal.timeout(10_000),
  }).catch(() =>
    fault(
      `le service de deno task start ne répond pas (${way.url}) : deno task status dit ce qui tourne`,
      `the service of deno task start does not answer (${way.url}): deno task status says what runs`,
    )
  );
  const text = await response.text();
  if (!response.ok) fault(`${response.status} ${text}`, `${response.status} ${text}`);
  return { headers: response.headers, text };
}
