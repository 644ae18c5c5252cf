/**
 * Puts questions to a registry over HTTP: authorization, time limits, and failures in words.
 *
 * @module
 */
import { fetchWithCredentials } from "@mlops/direct_fetch";
import type { FindCredentials } from "./credentials.ts";
import { PublishError } from "./publish_error.ts";
import { type Fetch, RegistryAuth } from "./registry_auth.ts";

/** How a registry is reached. */
export interface RegistryOptions {
  /** Knows the credentials; anonymous if not given. */
  readonly findCredentials?: FindCredentials;
  /** Sends requests; the platform's `fetch` if not given. */
  readonly fetch?: Fetch;
  /** Limit for a question and its answer, in milliseconds; 30 000 if not given. */
  readonly timeoutMs?: number;
  /** Limit for sending or receiving a blob, in milliseconds; 15 minutes if not given. */
  readonly transferTimeoutMs?: number;
}

/** One request, and what is said if it fails. */
export interface Question {
  /** What it is for: "upload blob sha256:…". */
  readonly step: string;
  /** Repository and, where it matters, tag or digest. */
  readonly image: string;
  /** Address. */
  readonly url: URL;
  /** What must be allowed, `repository:NAME:pull,push` each. */
  readonly scopes: readonly string[];
  /** Statuses that are no failure. */
  readonly accepted: readonly number[];
  /** Method, headers and body. */
  readonly init?: RequestInit;
  /** Whether a blob is sent or received, which may take long. */
  readonly isTransfer?: boolean;
}

/** A registry's HTTP interface; HTTPS except on the loopback addresses, as Docker does. */
export class RegistryHttp {
  /** Host of the registry, with its port if it has one. */
  readonly host: string;
  /** Address of its root. */
  readonly base: URL;
  readonly #fetch: Fetch;
  readonly #auth: RegistryAuth;
  readonly #timeoutMs: number;
  readonly #transferTimeoutMs: number;

  /**
   * Prepares for one registry; nothing is asked yet.
   *
   * @param host Its host, with its port if it has one.
   * @param options How it is reached.
   */
  constructor(host: string, options: RegistryOptions) {
    this.host = host;
    this.base = baseUrl(host);
    this.#fetch = options.fetch ?? fetchWithCredentials;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#transferTimeoutMs = options.transferTimeoutMs ?? 900_000;
    this.#auth = new RegistryAuth(host, {
      fetch: (url, init) => this.#fetch(url, limited(init, this.#timeoutMs)),
      findCredentials: options.findCredentials ?? (() => Promise.resolve(undefined)),
    });
  }

  /**
   * Asks, and asks again with authorization if the registry wants one.
   *
   * @param question The request.
   * @returns The answer, with one of the accepted statuses.
   * @throws {PublishError} If there is no answer or another one.
   */
  async ask(question: Question): Promise<Response> {
    let response = await this.#send(question);
    const challenge = response.headers.get("www-authenticate");
    let refusal: string | undefined;
    if (response.status === 401 && challenge !== null) {
      refusal = await this.#answer(challenge, question);
      if (refusal === undefined) {
        await response.body?.cancel();
        response = await this.#send(question);
      }
    }
    if (question.accepted.includes(response.status)) return response;
    const reason = refusal ?? `it answered ${response.status}${await errorCodes(response)}`;
    const retryAfter = Number(response.headers.get("retry-after"));
    throw this.failure(question, reason, {
      status: response.status,
      ...(retryAfter > 0 ? { retryAfterMs: 1_000 * retryAfter } : {}),
    });
  }

  async #answer(challenge: string, question: Question): Promise<string | undefined> {
    try {
      return await this.#auth.answer(challenge, question.scopes);
    } catch (error) {
      if (error instanceof PublishError) throw error;
      throw this.failure(question, `no token could be got (${plainReason(error)})`, {
        cause: error,
      });
    }
  }

  async #send(question: Question): Promise<Response> {
    const { url, init = {}, scopes, isTransfer = false } = question;
    const headers = new Headers(init.headers);
    const authorization = this.#auth.header(scopes);
    // An upload may go to another host, which must not learn what this one accepts.
    if (authorization !== undefined && url.origin === this.base.origin) {
      headers.set("authorization", authorization);
    }
    const limitMs = isTransfer ? this.#transferTimeoutMs : this.#timeoutMs;
    try {
      return await this.#fetch(url, limited({ ...init, headers }, limitMs));
    } catch (error) {
      throw this.failure(question, `it cannot be reached (${plainReason(error)})`, {
        cause: error,
      });
    }
  }

  /**
   * Describes a failure.
   *
   * @param question What was tried.
   * @param reason What happened instead.
   * @param details Status, pause and cause, as far as there are any.
   * @returns The error to throw.
   */
  failure(
    { step, image }: Pick<Question, "step" | "image">,
    reason: string,
    details: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ): PublishError {
    const { cause, ...rest } = details;
    return new PublishError(
      { registry: this.host, image, step, reason, ...rest },
      cause === undefined ? {} : { cause },
    );
  }
}

function baseUrl(host: string): URL {
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);
  const name = host === "docker.io" ? "registry-1.docker.io" : host;
  return new URL(`${isLoopback ? "http" : "https"}://${name}`);
}

function limited(init: RequestInit, limitMs: number): RequestInit {
  return { ...init, signal: AbortSignal.timeout(limitMs) };
}

/** The codes of an error answer; its messages are free text that could quote what was sent. */
async function errorCodes(response: Response): Promise<string> {
  const text = await response.text();
  const codes = [...text.matchAll(/"code"\s*:\s*"([A-Z_]{1,40})"/g)].map(([, code]) => code);
  return codes.length === 0 ? "" : ` (${codes.join(", ")})`;
}

/** What went wrong, without the address: an upload's holds the registry's own state. */
function plainReason(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  const { message } = error.cause instanceof Error ? error.cause : error;
  return message.replace(/^.*for url \([^)]*\):?\s*/s, "");
}
