import { type Identity, isRight } from "@mlops/rights";
import { readCookie, setCookie } from "./cookies.ts";
import type { Seal } from "./seal.ts";

/** Somebody who has signed in. */
export interface Person extends Identity {
  /** Name for people to read. */
  readonly displayName: string;
}

/**
 * How long a session lasts: then the issuer is asked again, which most often needs no typing. So long
 * somebody keeps rights that the issuer has taken away.
 */
const SESSION_SECONDS = 60 * 60;

const SESSION = "session";

/** Keeps who has signed in, in a cookie of their own: this server remembers nobody. */
export class Sessions {
  readonly #seal: Seal;
  readonly #isSecure: boolean;

  /**
   * Takes what seals.
   *
   * @param seal Seals cookies.
   * @param isSecure Whether people come over TLS.
   */
  constructor(seal: Seal, isSecure: boolean) {
    this.#seal = seal;
    this.#isSecure = isSecure;
  }

  /**
   * Begins a session.
   *
   * @returns The `Set-Cookie` header.
   */
  async begin({ name, displayName, rights }: Person): Promise<string> {
    const content = { name, displayName, rights: [...rights] };
    const sealed = await this.#seal.close(content, SESSION, SESSION_SECONDS);
    return setCookie(SESSION, sealed, { isSecure: this.#isSecure, seconds: SESSION_SECONDS });
  }

  /**
   * Ends a session.
   *
   * @returns The `Set-Cookie` header.
   */
  end(): string {
    return setCookie(SESSION, "", { isSecure: this.#isSecure, seconds: 0 });
  }

  /**
   * Finds out who asks.
   *
   * @returns Who, or `null` if they have not signed in, or too long ago.
   */
  async personOf({ headers }: Request): Promise<Person | null> {
    const sealed = readCookie(headers.get("cookie"), SESSION, this.#isSecure);
    const content = sealed === null ? null : await this.#seal.open(sealed, SESSION);
    if (content === null) return null;
    const { name, displayName, rights } = content as Record<string, unknown>;
    return {
      name: `${name}`,
      displayName: `${displayName}`,
      rights: new Set((Array.isArray(rights) ? rights : []).filter(isRight)),
      by: "token",
    };
  }
}
