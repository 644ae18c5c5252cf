import { closing, whenTaken } from "@mlops/closing";
import { delay } from "@std/async";
import { fetchWithCredentials } from "@mlops/direct_fetch";
import { ON_BEHALF_OF } from "@mlops/rights";
import { LargeTransfers } from "./large_transfers.ts";
import { PassedBody } from "./passed_body.ts";
import { brokenOff, problemResponse } from "./problem.ts";

/** A Knative Service that starts from zero answers within a few seconds; a hanging one never does. */
const HEADERS_TIMEOUT_MS = 30_000;

/** Longest wait for the next piece of a refusal, in ms. */
const REFUSAL_MS = 500;

/** Headers of a request that the prediction service has a use for; cookies never leave this server. */
const FORWARDED = [
  "accept",
  "content-type",
  "if-none-match",
  "traceparent",
  "x-prediction-log",
  "x-request-id",
];

/** Headers of an answer that belong to one connection, or that no longer hold once it is decoded. */
const DROPPED = [
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "trailer",
  "te",
  "content-encoding",
  "content-length",
  "set-cookie",
  "vary",
];

/** Answers worth compressing; a streamed CSV is not, as it would be held back in the compressor. */
const COMPRESSIBLE = /^(application\/(json|problem\+json|octet-stream|onnx)|text\/plain)\b/;

/** Passes a request on to the prediction service, for somebody who has signed in or for nobody in particular. */
export type ApiForwarder = (
  request: Request,
  path: string,
  person?: { readonly name: string } | null,
) => Promise<Response>;

/** How the prediction service is asked. */
export interface ForwarderOptions {
  /** The page's own API key, with which it names for whom it asks; `null`, the default: none is asked for. */
  readonly apiKey?: string | null;
  /** How long to wait for the head of an answer, in ms. */
  readonly timeoutMs?: number;
}

/**
 * Makes the way from the page to the prediction service, so that the page has one origin.
 *
 * Bodies stream both ways, few large ones at once, and a reader who leaves ends the answer's stream behind it too. A service
 * that cannot be reached or says nothing in time becomes a problem that the page shows.
 *
 * @param apiUrl Address of the prediction service, perhaps with a path.
 * @param options The page's key, and how long to wait.
 * @returns The forwarder; `path` is what follows `/api`, with its slash and without the query.
 */
export function createApiForwarder(
  apiUrl: URL,
  { apiKey = null, timeoutMs = HEADERS_TIMEOUT_MS }: ForwarderOptions = {},
): ApiForwarder {
  const transfers = new LargeTransfers();
  return async (request, path, person = null) => {
    // Decoded, `%5c` is a backslash, which an address takes for a slash: "..\\" would leave the service's path.
    if (/[\\\p{Cc}]|(^|\/)\.\.?(\/|$)/u.test(path)) {
      return problemResponse({
        status: 404,
        title: "Not found",
        detail: "Nothing is at this address",
      });
    }
    const target = new URL(apiUrl);
    // Assigned, not resolved: "//host/x" resolved against an address would lead to another host.
    target.pathname = `${apiUrl.pathname.replace(/\/$/, "")}${path}`;
    target.search = new URL(request.url).search;
    const headers = new Headers();
    for (const name of FORWARDED) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    if (apiKey !== null) {
      headers.set("authorization", `Bearer ${apiKey}`);
      if (person !== null) headers.set(ON_BEHALF_OF, encodeURIComponent(person.name));
    }
    const end = transfers.begin(request);
    if (end === null) {
      return unavailable(503, "Too many large tables are on their way; try again in a second");
    }
    try {
      const passed = request.body === null ? null : new PassedBody(request.body);
      const answer = await ask(target, request, { headers, passed });
      if (answer.status < 400 || passed === null) return whenTaken(answer, { onEnd: end });
      const { status, headers: told } = answer;
      const whole = new Response(await whatIsTold(answer), { status, headers: told });
      const rest = passed.takeRest();
      const refusal = rest === null ? whole : await closing(request, whole, rest);
      return whenTaken(refusal, { onEnd: end });
    } catch (error) {
      end();
      throw error;
    }
  };

  async function ask(
    target: URL,
    request: Request,
    { headers, passed }: { headers: Headers; passed: PassedBody | null },
  ): Promise<Response> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    try {
      const send = headers.has("authorization") ? fetchWithCredentials : fetch;
      const answer = await send(target, {
        method: request.method,
        headers,
        body: passed?.stream ?? null,
        redirect: "manual",
        signal: deadline.signal,
      });
      if (answer.status === 401) {
        // It is the page that is not let in, not who looks at it.
        await answer.body?.cancel();
        return unavailable(502, "The prediction service does not take the page's key (API_KEY)");
      }
      return passOn(answer, request);
    } catch (error) {
      if (passed?.isBroken) return brokenOff();
      if (deadline.signal.aborted) return unavailable(504, "The prediction service is slow");
      if (error instanceof TypeError) {
        return unavailable(502, "The prediction service cannot be reached");
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A refusal is told at once, but may have no end as long as the body has none. */
async function whatIsTold({ body }: Response): Promise<Blob> {
  const source = body?.getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const late = new AbortController();
    const isLate = delay(REFUSAL_MS, { signal: late.signal }).then(
      () => undefined,
      () => undefined,
    );
    // A connection that breaks off then has told what it had to tell.
    const read = await Promise.race([source?.read().catch(() => undefined), isLate]);
    late.abort();
    if (read === undefined || read.done) break;
    pieces.push(read.value.slice());
  }
  source?.cancel().catch(() => {});
  return new Blob(pieces);
}

function unavailable(status: number, detail: string): Response {
  return problemResponse({ status, title: "Prediction service unavailable", detail }, {
    "retry-after": "2",
  });
}

function passOn(answer: Response, request: Request): Response {
  const headers = new Headers(answer.headers);
  for (const name of DROPPED) headers.delete(name);
  const type = headers.get("content-type") ?? "";
  const accepted = request.headers.get("accept-encoding") ?? "";
  if (answer.body === null || !COMPRESSIBLE.test(type) || !/\bgzip\b/.test(accepted)) {
    return new Response(answer.body, { status: answer.status, headers });
  }
  headers.set("content-encoding", "gzip");
  headers.set("vary", "accept-encoding");
  return new Response(answer.body.pipeThrough(new CompressionStream("gzip")), {
    status: answer.status,
    headers,
  });
}
