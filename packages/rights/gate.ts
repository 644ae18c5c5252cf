import type { Authenticator } from "./authenticator.ts";
import { CredentialsRefused, IssuerUnavailable } from "./refused.ts";
import { describeIdentity, type Identity, type Right } from "./right.ts";
import { WrongTries } from "./wrong_tries.ts";

/** Why a request is refused, in HTTP's terms; each server answers it in its own form. */
export class AccessRefused extends Error {
  /** 400, 401 without good credentials, 403 without the right, 429 after wrong tries, 503 without the issuer. */
  readonly status: 400 | 401 | 403 | 429 | 503;
  /** Headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Who asked, for records: without a right where their key is no longer taken; `null`: nobody known. */
  readonly identity: Identity | null;

  /**
   * Tells why.
   *
   * @param status HTTP status.
   * @param detail A sentence for the client.
   * @param about Headers of the answer, who asked, and the cause.
   */
  constructor(
    status: AccessRefused["status"],
    detail: string,
    about: ErrorOptions & {
      headers?: Readonly<Record<string, string>>;
      identity?: Identity | null;
    } = {},
  ) {
    super(detail, about);
    this.name = "AccessRefused";
    this.status = status;
    this.headers = about.headers ?? {};
    this.identity = about.identity ?? null;
  }
}

/** A refusal, for the log; without credentials. */
export interface RefusalNote {
  /** `key:NAME` or `token:NAME` where it is known who asked, else the address. */
  readonly who: string;
  /** Why. */
  readonly reason: string;
  /** Method of the request. */
  readonly method: string;
  /** Its path, 200 characters at most. */
  readonly path: string;
}

/** What a gate decides by. */
export interface GateParts {
  /** Finds out who asks. */
  readonly authenticator: Authenticator;
  /** How clients are told to identify themselves: `Bearer realm="…"`, or `Basic` for browsers. */
  readonly challenge: string;
  /** Told of refusals, a bounded number of them. */
  readonly report: (note: RefusalNote) => void;
  /** Steady clock, in ms. */
  readonly now: () => number;
}

/** Where a request comes from. */
export interface Client {
  /** Address of the connection; empty where there is none. */
  readonly address: string;
}

/** Names for whom a key asks, percent-encoded; taken from keys that may speak for others alone. */
export const ON_BEHALF_OF = "x-on-behalf-of";

const MAX_NAME_LENGTH = 128;
const MAX_PATH_LENGTH = 200;

/** Decides who may do what: one for a server, where rights are on. */
export class Gate {
  readonly #parts: GateParts;
  readonly #wrongTries = new WrongTries();
  // One for all: an error of its own would cost each of many refusals a stack trace.
  readonly #missing: AccessRefused;

  /**
   * Begins without a wrong try.
   *
   * @param parts What it decides by.
   */
  constructor(parts: GateParts) {
    this.#parts = parts;
    this.#missing = new AccessRefused(
      401,
      "This asks for an API key or a token: send it as Authorization: Bearer",
      { headers: { "www-authenticate": parts.challenge } },
    );
  }

  /**
   * Finds out who asks, and whether they may.
   *
   * @param request The request.
   * @param rights What it asks for; any of them will do.
   * @param client Where it comes from; looked at only where the credentials are new.
   * @returns Who asks; at once, where the same credentials were found good before.
   * @throws {AccessRefused} If they may not.
   */
  admit(request: Request, rights: readonly Right[], client: Client): Identity | Promise<Identity> {
    const authorization = request.headers.get("authorization");
    if (authorization === null) throw this.#missing;
    const known = this.#parts.authenticator.known(authorization);
    return known === undefined
      ? this.#identify(request, authorization, { rights, address: client.address })
      : this.#allow(request, known, rights);
  }

  async #identify(
    request: Request,
    authorization: string,
    { rights, address }: { rights: readonly Right[]; address: string },
  ): Promise<Identity> {
    const { authenticator } = this.#parts;
    // Whoever tried too often may still have a good key, which costs a hash; tokens cost a signature.
    const mayCheckTokens = this.#wrongTries.waitSeconds(address, this.#parts.now()) === 0;
    try {
      const found = await authenticator.identify(authorization, { mayCheckTokens });
      return this.#allow(request, found, rights);
    } catch (error) {
      if (error instanceof IssuerUnavailable) {
        throw new AccessRefused(503, error.message, {
          headers: { "retry-after": "2" },
          cause: error,
        });
      }
      if (!(error instanceof CredentialsRefused)) throw error;
      const nowMs = this.#parts.now();
      const waitSeconds = this.#wrongTries.waitSeconds(address, nowMs);
      if (waitSeconds > 0) throw tooMany(waitSeconds);
      this.#wrongTries.note(address, nowMs);
      const identity = error.keyName === null ? null : nobody(error.keyName);
      const who = identity === null ? address || "unknown address" : describeIdentity(identity);
      this.#tell(request, who, error.message);
      const headers = this.#challenge("invalid_token");
      throw new AccessRefused(401, error.message, { headers, identity, cause: error });
    }
  }

  #allow(request: Request, found: Identity, rights: readonly Right[]): Identity {
    const identity = found.speaksForOthers === true ? onBehalf(request, found) : found;
    if (rights.some((right) => identity.rights.has(right))) return identity;
    const needed = rights.join(" or ");
    const who = describeIdentity(identity);
    // A program that goes on asking must not fill the log.
    const nowMs = this.#parts.now();
    if (this.#wrongTries.waitSeconds(who, nowMs) === 0) {
      this.#wrongTries.note(who, nowMs);
      this.#tell(request, who, `lacks the right ${needed}`);
    }
    throw new AccessRefused(
      403,
      `This asks for the right ${needed}, which "${identity.name}" does not have`,
      { headers: this.#challenge("insufficient_scope"), identity },
    );
  }

  /** RFC 6750, section 3; browsers know no errors of Basic. */
  #challenge(error: string): Record<string, string> {
    const { challenge } = this.#parts;
    if (!challenge.startsWith("Bearer")) {
      return error === "invalid_token" ? { "www-authenticate": challenge } : {};
    }
    return { "www-authenticate": `${challenge}, error="${error}"` };
  }

  #tell({ method, url }: Request, who: string, reason: string): void {
    const path = new URL(url).pathname.slice(0, MAX_PATH_LENGTH);
    this.#parts.report({ who, reason, method, path });
  }
}

function tooMany(waitSeconds: number): AccessRefused {
  return new AccessRefused(
    429,
    `Too many wrong credentials came from this address; try again in ${waitSeconds} s`,
    { headers: { "retry-after": `${waitSeconds}` } },
  );
}

/** Whoever sends a key that is no longer taken. */
function nobody(name: string): Identity {
  return { name, rights: new Set(), by: "key" };
}

/** The one for whom a key asks has its rights. */
function onBehalf({ headers }: Request, identity: Identity): Identity {
  const given = headers.get(ON_BEHALF_OF);
  if (given === null) return identity;
  let name: string;
  try {
    name = decodeURIComponent(given);
  } catch {
    name = "";
  }
  if (name === "" || name.length > MAX_NAME_LENGTH || /\p{Cc}/u.test(name)) {
    throw new AccessRefused(400, "X-On-Behalf-Of must be a name, percent-encoded");
  }
  return { name, rights: identity.rights, by: identity.by, via: identity.name };
}
