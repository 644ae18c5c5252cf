import { fetchWithCredentials } from "@mlops/direct_fetch";
import { authorizationHeader, type Credentials, splitTrackingUri } from "./credentials.ts";
import { describe, type Exchange, httpExchange } from "./http_exchange.ts";
import { MlflowError } from "./mlflow_error.ts";
import { readBody } from "./response_body.ts";
import { type RetryPolicy, withRetries } from "./retry.ts";
import { WireObject } from "./wire_object.ts";

/** What a client needs to know of its tracking server. */
export interface MlflowClientOptions {
  /** Address of the server; `user:password@` inside it serves as `credentials`. */
  readonly trackingUri: URL;
  /** What the server asks for; `undefined` if nothing. */
  readonly credentials?: Credentials | undefined;
  /** The `fetch` to use. Default the global one, or with credentials one that shows them to no proxy. */
  readonly fetch?: typeof fetch;
  /** Longest time of one try of a call, in ms. Default 10 000. */
  readonly timeoutMs?: number;
  /** Longest time of one try of an upload or download, in ms. Default 300 000. */
  readonly transferTimeoutMs?: number;
  /** Largest answer of a call, in bytes; it is parsed in one piece. Default 32 MiB. */
  readonly maxAnswerBytes?: number;
  /** How often and how patiently failed requests are tried again. */
  readonly retries?: RetryPolicy;
}

/** What every call takes beside its fields. */
export interface CallOptions {
  /** Ends the call, its retries included; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Longest time of one try, in ms; default the client's. */
  readonly timeoutMs?: number | undefined;
  /** Further headers, for this server alone. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Told of the headers of the answer, unless it is a refusal. */
  readonly onAnswer?: ((headers: Headers) => void) | undefined;
}

/** One page of a search. */
export interface Page<T> {
  /** What was found. */
  readonly items: readonly T[];
  /** Asks for the next page, or `null` after the last. */
  readonly nextPageToken: string | null;
}

/** What a search asks for, in MLflow's filter language. */
export interface SearchQuery {
  /** Comparisons joined by AND, e.g. `name = 'penguins-species-model'`. */
  readonly filter?: string | undefined;
  /** Sort keys, e.g. `["start_time DESC"]`. */
  readonly orderBy?: readonly string[] | undefined;
  /** Most items of a page. */
  readonly maxResults?: number | undefined;
  /** `nextPageToken` of the page before. */
  readonly pageToken?: string | null | undefined;
}

/** A request before the client adds credentials and time limit. */
export interface OutgoingRequest {
  /** HTTP method. */
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Full address, without credentials. */
  readonly url: string;
  /** Whether sending it twice does the same as sending it once. */
  readonly isIdempotent: boolean;
  /** Makes the body anew for each try. */
  readonly body?: () => BodyInit;
  /** Media type of the body. */
  readonly contentType?: string;
  /** Signal and time limit. */
  readonly options: CallOptions;
}

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Speaks MLflow's REST protocol: addresses, credentials, time limits, retries, JSON in and out. */
export class RestClient {
  /** Address of the server without credentials and without a final slash; safe to show. */
  readonly trackingUri: string;
  /** Longest time of one try of an upload or download, in ms. */
  readonly transferTimeoutMs: number;
  readonly #authorization: string | null;
  readonly #timeoutMs: number;
  readonly #maxAnswerBytes: number;
  readonly #exchange: Exchange;

  /**
   * Prepares a client; nothing is sent yet.
   *
   * @param options What to know of the server.
   * @throws {TypeError} If the tracking URI is no http(s) address.
   */
  constructor(options: MlflowClientOptions) {
    const { baseUrl, credentials } = splitTrackingUri(options.trackingUri);
    const used = options.credentials ?? credentials;
    this.trackingUri = baseUrl;
    this.#authorization = used === undefined ? null : authorizationHeader(used);
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#maxAnswerBytes = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
    this.transferTimeoutMs = options.transferTimeoutMs ?? 300_000;
    const usual = used === undefined ? fetch : fetchWithCredentials;
    this.#exchange = withRetries(httpExchange(options.fetch ?? usual), options.retries);
  }

  /**
   * Calls a function of the protocol that changes nothing.
   *
   * @param path Path after `/api/2.0/`, e.g. `mlflow/runs/get`.
   * @param query Fields by wire name; `undefined` ones are left out.
   * @param options Signal and time limit.
   * @returns The answer's fields.
   * @throws {MlflowError} If the server refuses, fails, or answers nonsense.
   */
  get(
    path: string,
    query: Readonly<Record<string, string | number | readonly string[] | undefined>>,
    options: CallOptions = {},
  ): Promise<WireObject> {
    const url = new URL(`${this.trackingUri}/api/2.0/${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value === undefined) continue;
      const values = typeof value === "object" ? value : [`${value}`];
      for (const one of values) url.searchParams.append(name, one);
    }
    return this.json({ method: "GET", url: url.href, isIdempotent: true, options });
  }

  /**
   * Calls a function of the protocol that takes a JSON body.
   *
   * @param call `method`, `path` after `/api/2.0/`, and whether sending it twice does the same as once.
   * @param fields Fields by wire name; `undefined` ones are left out.
   * @param options Signal and time limit.
   * @returns The answer's fields.
   * @throws {MlflowError} If the server refuses, fails, or answers nonsense.
   */
  send(
    call: { method: "POST" | "PATCH" | "DELETE"; path: string; isIdempotent: boolean },
    fields: Readonly<Record<string, unknown>>,
    options: CallOptions = {},
  ): Promise<WireObject> {
    const body = JSON.stringify(fields);
    return this.json({
      ...call,
      url: `${this.trackingUri}/api/2.0/${call.path}`,
      body: () => body,
      contentType: "application/json",
      options,
    });
  }

  /**
   * Sends any request to the server, or to another one without the credentials.
   *
   * @param request What to send.
   * @param read Reads a successful answer; called anew for each try.
   * @returns What `read` returns.
   * @throws {MlflowError} If the server refuses or fails.
   */
  exchange<T>(
    request: OutgoingRequest,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const isOwnServer = new URL(request.url).origin === new URL(this.trackingUri).origin;
    return this.#exchange({
      method: request.method,
      url: request.url,
      headers: {
        ...isOwnServer && request.options.headers,
        ...request.contentType !== undefined && { "content-type": request.contentType },
        ...isOwnServer && this.#authorization !== null &&
          { "authorization": this.#authorization },
      },
      body: request.body,
      isIdempotent: request.isIdempotent,
      timeoutMs: request.options.timeoutMs ?? this.#timeoutMs,
      signal: request.options.signal,
    }, (response) => {
      request.options.onAnswer?.(response.headers);
      return read(response);
    });
  }

  /**
   * Sends a request whose answer is a JSON object.
   *
   * @param request What to send.
   * @returns The answer's fields.
   * @throws {MlflowError} If the server refuses, fails, or answers nonsense.
   */
  json(request: OutgoingRequest): Promise<WireObject> {
    return this.exchange(request, async (response) => {
      const text = new TextDecoder().decode(
        await readBody(response, { maxBytes: this.#maxAnswerBytes }),
      );
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch (cause) {
        throw new MlflowError(
          response.status,
          "INVALID_RESPONSE",
          `${describe(request)} must be answered with JSON: is "${excerpt(text)}"`,
          { cause },
        );
      }
      return new WireObject(value, "answer");
    });
  }
}

function excerpt(text: string): string {
  const line = text.replaceAll(/[^\x20-\x7e]+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
