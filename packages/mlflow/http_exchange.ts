import { MlflowError } from "./mlflow_error.ts";
import { readBody } from "./response_body.ts";

/** One request to a tracking server, ready to be sent. */
export interface MlflowRequest {
  /** HTTP method. */
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Full address, without credentials. */
  readonly url: string;
  /** Headers, `Authorization` included. */
  readonly headers: Readonly<Record<string, string>>;
  /** Makes the body anew for each try, or `undefined` if there is none. */
  readonly body: (() => BodyInit) | undefined;
  /** Whether sending it twice does the same as sending it once. */
  readonly isIdempotent: boolean;
  /** Longest time of one try, the reading of its answer included, in ms. */
  readonly timeoutMs: number;
  /** Ends the request, its retries included. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends a request and reads its answer, which lies inside so that a retry covers the reading too.
 *
 * `read` is called with successful answers only; others are thrown as {@link MlflowError}.
 */
export type Exchange = <T>(
  request: MlflowRequest,
  read: (response: Response) => Promise<T>,
) => Promise<T>;

const MAX_ERROR_BYTES = 64 * 1024;

/**
 * Makes an exchange over `fetch` that sends a request once, within its time limit.
 *
 * @param fetchFunction The `fetch` to use.
 * @returns The exchange; it throws {@link MlflowError}, or the signal's reason if that aborts.
 */
export function httpExchange(
  fetchFunction: (url: string, init: RequestInit) => Promise<Response>,
): Exchange {
  return async (request, read) => {
    request.signal?.throwIfAborted();
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), request.timeoutMs);
    const signals = request.signal === undefined ? [limit.signal] : [limit.signal, request.signal];
    try {
      const response = await fetchFunction(request.url, {
        method: request.method,
        headers: request.headers,
        signal: AbortSignal.any(signals),
        // A redirected POST would arrive as a GET without its body.
        redirect: request.method === "GET" ? "follow" : "manual",
        ...request.body === undefined ? {} : { body: request.body() },
      });
      if (!response.ok) throw await refusal(request, response);
      return await read(response);
    } catch (error) {
      request.signal?.throwIfAborted();
      if (error instanceof MlflowError) throw error;
      if (limit.signal.aborted) {
        throw new MlflowError(
          0,
          "TIMEOUT",
          `${describe(request)} must be answered within ${request.timeoutMs} ms`,
          { cause: error },
        );
      }
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new MlflowError(0, "UNREACHABLE", `${describe(request)} got no whole answer`, {
        cause,
      });
    } finally {
      clearTimeout(timer);
    }
  };
}

async function refusal(request: MlflowRequest, response: Response): Promise<MlflowError> {
  const retryAfterMs = retryAfter(response.headers.get("retry-after"));
  const text = new TextDecoder().decode(
    await readBody(response, { maxBytes: MAX_ERROR_BYTES, isTruncated: true }),
  );
  const { code, message } = parseRefusal(text);
  return new MlflowError(
    response.status,
    code ?? `HTTP_${response.status}`,
    message ?? `${describe(request)} was answered with status ${response.status}${led(response)}`,
    { retryAfterMs },
  );
}

/** Where a redirection leads that is not followed: whoever configures the address should know. */
function led({ headers }: Response): string {
  const url = URL.parse(headers.get("location") ?? "");
  return url === null ? "" : `, which leads to ${url.origin}`;
}

function parseRefusal(text: string): { code?: string; message?: string } {
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields !== "object" || fields === null) return {};
    const code = "error_code" in fields ? fields.error_code : undefined;
    const message = "message" in fields ? fields.message : undefined;
    return {
      ...typeof code === "string" ? { code } : {},
      ...typeof message === "string" ? { message } : {},
    };
  } catch {
    return {};
  }
}

function retryAfter(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1_000 : null;
}

/**
 * Names a request in messages: method and address without the query, which may hold user data.
 *
 * @returns E.g. `GET http://localhost:5000/api/2.0/mlflow/runs/get`.
 */
export function describe(request: Pick<MlflowRequest, "method" | "url">): string {
  return `${request.method} ${request.url.split("?", 1)[0]}`;
}
