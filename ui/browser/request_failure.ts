/**
 * Why a request brought no answer that can be shown:
 * nobody answers, an answer takes too long, the service is not ready, it refuses what it was given,
 * or it failed.
 */
export type FailureReason = "unreachable" | "slow" | "unavailable" | "invalid" | "broken";

/** A request without a usable answer, in the form that the page explains to people. */
export class RequestFailure extends Error {
  /** What kind of failure it is. */
  readonly reason: FailureReason;
  /** The service's own sentence, or empty. */
  readonly detail: string;
  /** HTTP status, or 0 if there was no answer. */
  readonly status: number;
  /**
   * Describes the failure.
   *
   * @param reason What kind of failure it is.
   * @param options The service's sentence, the status and the cause, as far as they exist.
   */
  constructor(
    reason: FailureReason,
    options: { detail?: string; status?: number; cause?: unknown } = {},
  ) {
    super(`Cannot complete request: ${reason}`, { cause: options.cause });
    this.name = "RequestFailure";
    this.reason = reason;
    this.detail = options.detail ?? "";
    this.status = options.status ?? 0;
  }

  /** Whether the same request may succeed later, without a change of what it sends. */
  get isPassing(): boolean {
    return this.reason !== "invalid";
  }
}

/** What a request may say besides its path. */
export interface RequestOptions {
  /** HTTP method (default GET, or POST with a `body`). */
  readonly method?: string;
  /** A value to send as JSON. */
  readonly json?: unknown;
  /** A body to send as it is. */
  readonly body?: BodyInit;
  /** More headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the request; its reason passes through as the error. */
  readonly signal?: AbortSignal;
  /** How long to wait for the head of the answer, with {@linkcode requestJson} for all of it, in ms. */
  readonly timeoutMs?: number;
  /** A status from 400 on that is no failure here. */
  readonly alsoTakes?: number;
}

/** A service that starts from zero pods takes a few seconds; nobody waits longer than this. */
const TIMEOUT_MS = 20_000;

/**
 * Asks the page's own server.
 *
 * @param path Path with its query, on this host.
 * @param options What to send.
 * @returns A response with a status below 400.
 * @throws {RequestFailure} If there is no such answer.
 * @throws {DOMException} If `signal` ended it.
 */
export function request(path: string, options: RequestOptions = {}): Promise<Response> {
  return requestAnd(path, options, (response) => Promise.resolve(response));
}

/** Asks, and takes what it needs of the answer within the same time. */
async function requestAnd<T>(
  path: string,
  options: RequestOptions,
  take: (response: Response) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), options.timeoutMs ?? TIMEOUT_MS);
  const hasJson = options.json !== undefined;
  try {
    const response = await fetch(path, {
      method: options.method ?? (hasJson || options.body !== undefined ? "POST" : "GET"),
      headers: { ...(hasJson ? { "content-type": "application/json" } : {}), ...options.headers },
      body: hasJson ? JSON.stringify(options.json) : options.body ?? null,
      signal: options.signal === undefined
        ? deadline.signal
        : AbortSignal.any([options.signal, deadline.signal]),
    });
    if (isSessionOver(response)) location.reload();
    const isTaken = response.ok || response.status === options.alsoTakes;
    if (!isTaken) throw await readFailure(response);
    return await take(response);
  } catch (error) {
    if (options.signal?.aborted || error instanceof RequestFailure) throw error;
    if (deadline.signal.aborted) throw new RequestFailure("slow", { cause: error });
    throw new RequestFailure("unreachable", { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks the page's own server for JSON. An answer that breaks off or that nobody can make sense of is a
 * failure of the service like any other: it is told, and asked again.
 *
 * @param path Path with its query, on this host.
 * @param options What to send.
 * @param read Makes sense of the parsed JSON and of the answer's headers.
 * @returns What it made.
 * @throws {RequestFailure} If there is no such answer.
 * @throws {DOMException} If `signal` ended it.
 */
export function requestJson<T>(
  path: string,
  options: RequestOptions,
  read: (content: unknown, headers: Headers) => T,
): Promise<T> {
  return requestAnd(path, options, (response) => readJson(response, read));
}

/**
 * Asks the page's own server for JSON of what a service need not keep.
 *
 * @param path Path with its query, on this host.
 * @param options What to send.
 * @param read Makes sense of the parsed JSON.
 * @returns What it made; `null` if the service keeps none of it.
 * @throws {RequestFailure} If there is no such answer.
 * @throws {DOMException} If `signal` ended it.
 */
export function requestKept<T>(
  path: string,
  options: RequestOptions,
  read: (content: unknown) => T,
): Promise<T | null> {
  return requestAnd(
    path,
    options,
    (response) => response.status === 204 ? Promise.resolve(null) : readJson(response, read),
  );
}

async function readJson<T>(
  response: Response,
  read: (content: unknown, headers: Headers) => T,
): Promise<T> {
  try {
    return read(await response.json(), response.headers);
  } catch (error) {
    if (error instanceof DOMException) throw error; // It was ended, or took too long.
    throw new RequestFailure("broken", { cause: error });
  }
}

/** The server signs people in: whose session has ended is led to sign in again with the next page. */
function isSessionOver({ status, headers }: Response): boolean {
  return status === 401 && headers.get("www-authenticate")?.startsWith("OpenID") === true;
}

/** Reads an RFC 9457 problem; an answer that is none still has its status. */
async function readFailure(response: Response): Promise<RequestFailure> {
  const { status } = response;
  const text = await response.text().catch(() => "");
  return new RequestFailure(reasonOf(status), { status, detail: readDetail(text) });
}

function reasonOf(status: number): FailureReason {
  if (status === 502) return "unreachable";
  if (status === 504) return "slow";
  if (status === 503 || status === 429) return "unavailable";
  return status < 500 ? "invalid" : "broken";
}

function readDetail(text: string): string {
  try {
    const problem: unknown = JSON.parse(text);
    if (typeof problem !== "object" || problem === null) return "";
    return "detail" in problem && typeof problem.detail === "string" ? problem.detail : "";
  } catch (error) {
    if (error instanceof SyntaxError) return "";
    throw error;
  }
}
