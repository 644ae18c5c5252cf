import { hashKey, isKey } from "./api_key.ts";
import { secretOf } from "./credentials.ts";
import type { KeyEntry } from "./key_file.ts";
import { CredentialsRefused } from "./refused.ts";
import type { Identity } from "./right.ts";

/** What a token of the issuer says, once it was checked. */
export interface VerifiedToken {
  /** Whose it is, and what they may do. */
  readonly identity: Identity;
  /** When it ends, in ms since 1970. */
  readonly expiresMs: number;
}

/** Checks tokens of an issuer. */
export interface TokenVerifier {
  /**
   * Checks a token.
   *
   * @returns Whose it is.
   * @throws {CredentialsRefused} If it is not to be trusted.
   * @throws {IssuerUnavailable} If the issuer's keys cannot be had.
   */
  verify(token: string): Promise<VerifiedToken>;
}

/** What credentials are looked up in. */
export interface AuthenticatorParts {
  /** Keys of the file; `null`: there is no file. */
  readonly keys: readonly KeyEntry[] | null;
  /** Tokens of the issuer; `null`: there is none. */
  readonly tokens: TokenVerifier | null;
  /** The present, in ms since 1970. */
  readonly now: () => number;
}

interface Known {
  readonly identity: Identity;
  readonly untilMs: number;
  readonly key: KeyEntry | null;
}

/** A token that was found good is not checked again for so long, in ms. */
const TOKEN_MEMORY_MS = 60_000;

/** Headers that are remembered; keys and tokens in use. */
const MAX_KNOWN = 2_000;

/**
 * Finds out who asks. Credentials that were found good are remembered by the whole header, so that the
 * next request with them costs one look into a hash table: their text is compared with no other, and
 * a wrong one finds nothing there, whatever it begins with.
 */
export class Authenticator {
  readonly #tokens: TokenVerifier | null;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  #byHash: ReadonlyMap<string, KeyEntry> | null;

  /**
   * Begins with nobody known.
   *
   * @param parts What credentials are looked up in.
   */
  constructor({ keys, tokens, now }: AuthenticatorParts) {
    this.#byHash = keys === null ? null : indexed(keys);
    this.#tokens = tokens;
    this.#now = now;
  }

  /** Whether nothing is asked for: there are neither keys nor an issuer. */
  get isOpen(): boolean {
    return this.#byHash === null && this.#tokens === null;
  }

  /**
   * Takes other keys from now on. Requests that are under way keep the rights that they began with.
   *
   * @param keys All keys of the file.
   */
  useKeys(keys: readonly KeyEntry[]): void {
    this.#byHash = indexed(keys);
    this.#known.clear();
  }

  /**
   * Looks up credentials that were found good before.
   *
   * @param authorization The `Authorization` header.
   * @returns Whose they are, or `undefined`: ask {@linkcode identify}.
   */
  known(authorization: string): Identity | undefined {
    const known = this.#known.get(authorization);
    if (known === undefined) return undefined;
    // Most keys have no end, and need no look at the clock.
    return known.untilMs === Infinity || this.#now() < known.untilMs ? known.identity : undefined;
  }

  /**
   * Finds out whose credentials these are.
   *
   * @param authorization The `Authorization` header.
   * @param options `mayCheckTokens`: whether the work of checking a signature may be done; default yes.
   * @returns Whose they are.
   * @throws {CredentialsRefused} If they are nobody's.
   * @throws {IssuerUnavailable} If a token cannot be judged.
   */
  async identify(
    authorization: string,
    { mayCheckTokens = true }: { mayCheckTokens?: boolean } = {},
  ): Promise<Identity> {
    const secret = secretOf(authorization);
    if (secret === null) {
      throw new CredentialsRefused("The Authorization header must be Bearer and a key or a token");
    }
    if (!isKey(secret) && !mayCheckTokens) throw new CredentialsRefused("The token is not checked");
    const found = isKey(secret) ? await this.#findKey(secret) : await this.#checkToken(secret);
    this.#remember(authorization, found);
    return found.identity;
  }

  async #findKey(secret: string): Promise<Known> {
    const byHash = this.#byHash;
    const key = byHash?.get(await hashKey(secret));
    if (key === undefined) throw new CredentialsRefused("The API key is not known");
    const { name } = key;
    if (key.revoked !== undefined) throw new CredentialsRefused("The API key was revoked", name);
    const untilMs = key.expires === undefined ? Infinity : Date.parse(key.expires);
    if (this.#now() >= untilMs) throw new CredentialsRefused("The API key has expired", name);
    const identity = { name, rights: new Set(key.rights), by: "key" } as const;
    const speaksForOthers = key.speaksForOthers === true;
    return {
      identity: speaksForOthers ? { ...identity, speaksForOthers } : identity,
      untilMs,
      key,
    };
  }

  async #checkToken(secret: string): Promise<Known> {
    if (this.#tokens === null) throw new CredentialsRefused("The API key is not known");
    const { identity, expiresMs } = await this.#tokens.verify(secret);
    const untilMs = Math.min(expiresMs, this.#now() + TOKEN_MEMORY_MS);
    return { identity, untilMs, key: null };
  }

  #remember(authorization: string, found: Known): void {
    // Keys may have been taken away while the hash was made.
    if (found.key !== null && this.#byHash?.get(found.key.sha256) !== found.key) return;
    this.#known.delete(authorization);
    if (this.#known.size >= MAX_KNOWN) this.#forgetSome();
    this.#known.set(authorization, found);
  }

  /** Forgets what is over, or else the half that was found first. */
  #forgetSome(): void {
    const nowMs = this.#now();
    for (const [header, { untilMs }] of this.#known) {
      if (untilMs <= nowMs) this.#known.delete(header);
    }
    for (const header of this.#known.keys()) {
      if (this.#known.size <= MAX_KNOWN / 2) break;
      this.#known.delete(header);
    }
  }
}

function indexed(keys: readonly KeyEntry[]): Map<string, KeyEntry> {
  return new Map(keys.map((key) => [key.sha256, key]));
}
