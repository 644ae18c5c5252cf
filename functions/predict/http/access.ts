import {
  type Authenticator,
  CredentialsRefused,
  describeIdentity,
  type Identity,
  IssuerUnavailable,
  WrongTries,
} from "@mlops/rights";
import type { Logger } from "../logger.ts";
import type { Exchange } from "./exchange.ts";
import { Problem } from "./problem.ts";
import type { RouteRights } from "./route_rights.ts";

/** What access is decided by. */
export interface AccessParts {
  /** Finds out who asks. */
  readonly authenticator: Authenticator;
  /** Told of every refusal. */
  readonly logger: Logger;
  /** Steady clock, in ms. */
  readonly now: () => number;
}

/** Names for whom a key asks, percent-encoded; taken from keys that may speak for others alone. */
const ON_BEHALF_OF = "x-on-behalf-of";

const MAX_NAME_LENGTH = 128;

const REALM = 'Bearer realm="predictions"';

// One for all: an error of its own would cost each of many refusals a stack trace.
const MISSING = new Problem(
  401,
  "This route asks for an API key or a token: send it as Authorization: Bearer",
  { headers: { "www-authenticate": REALM } },
);

/** Decides who may do what, where rights are on. */
export class Access {
  readonly #authenticator: Authenticator;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #wrongTries = new WrongTries();

  /**
   * Begins without a wrong try.
   *
   * @param parts What access is decided by.
   */
  constructor({ authenticator, logger, now }: AccessParts) {
    this.#authenticator = authenticator;
    this.#logger = logger;
    this.#now = now;
  }

  /**
   * Finds out who asks, and whether they may.
   *
   * @param exchange The request.
   * @param rights What its route asks for; any of them will do.
   * @returns Who asks; at once, where the same credentials were found good before.
   * @throws {Problem} 401 without good credentials, 403 without the right, 429 after too many wrong
   * tries, 503 if a token cannot be judged as its issuer is away.
   */
  admit(exchange: Exchange, rights: RouteRights): Identity | Promise<Identity> {
    const authorization = exchange.request.headers.get("authorization");
    if (authorization === null) throw MISSING;
    const known = this.#authenticator.known(authorization);
    return known === undefined
      ? this.#identify(exchange, authorization, rights)
      : this.#allow(exchange, known, rights);
  }

  async #identify(
    exchange: Exchange,
    authorization: string,
    rights: RouteRights,
  ): Promise<Identity> {
    const { address } = exchange;
    try {
      return this.#allow(exchange, await this.#authenticator.identify(authorization), rights);
    } catch (error) {
      if (error instanceof IssuerUnavailable) {
        throw new Problem(503, error.message, { headers: { "retry-after": "2" }, cause: error });
      }
      if (!(error instanceof CredentialsRefused)) throw error;
      const nowMs = this.#now();
      const waitSeconds = this.#wrongTries.waitSeconds(address, nowMs);
      if (waitSeconds > 0) throw tooMany(waitSeconds);
      this.#wrongTries.note(address, nowMs);
      // Whose it was stands in the records, without a right.
      if (error.keyName !== null) exchange.identity = nobody(error.keyName);
      this.#tell(
        exchange,
        error.keyName === null ? address : `key:${error.keyName}`,
        error.message,
      );
      throw new Problem(401, error.message, {
        headers: { "www-authenticate": `${REALM}, error="invalid_token"` },
        cause: error,
      });
    }
  }

  #allow(exchange: Exchange, found: Identity, rights: RouteRights): Identity {
    const identity = found.speaksForOthers === true ? onBehalf(exchange, found) : found;
    if (rights.some((right) => identity.rights.has(right))) return identity;
    exchange.identity = identity;
    const needed = rights.join(" or ");
    const who = describeIdentity(identity);
    // A program that goes on asking must not fill the log.
    if (this.#wrongTries.waitSeconds(who, this.#now()) === 0) {
      this.#wrongTries.note(who, this.#now());
      this.#tell(exchange, who, `lacks the right ${needed}`);
    }
    throw new Problem(
      403,
      `This route needs the right ${needed}, which "${identity.name}" has not`,
      {
        headers: { "www-authenticate": `${REALM}, error="insufficient_scope", scope="${needed}"` },
      },
    );
  }

  #tell({ id, request }: Exchange, who: string, reason: string): void {
    const path = new URL(request.url).pathname.slice(0, 200);
    this.#logger.warn("access refused", {
      who,
      reason,
      method: request.method,
      path,
      requestId: id,
    });
  }
}

/** Whoever sends a key that is no longer taken. */
function nobody(name: string): Identity {
  return { name, rights: new Set(), by: "key" };
}

function tooMany(waitSeconds: number): Problem {
  return new Problem(
    429,
    `Too many wrong credentials came from this address; try again in ${waitSeconds} s`,
    { headers: { "retry-after": `${waitSeconds}` } },
  );
}

/** The one for whom a key asks has at most its rights. */
function onBehalf({ request }: Exchange, identity: Identity): Identity {
  const given = request.headers.get(ON_BEHALF_OF);
  if (given === null) return identity;
  let name: string;
  try {
    name = decodeURIComponent(given);
  } catch {
    name = "";
  }
  if (name === "" || name.length > MAX_NAME_LENGTH || /\p{Cc}/u.test(name)) {
    throw new Problem(400, `X-On-Behalf-Of must be a name, percent-encoded`);
  }
  return { name, rights: identity.rights, by: identity.by, via: identity.name };
}
