/**
 * Tokens of an OpenID Connect issuer, by the library `jose`. An entry of its own: who takes no tokens
 * does not load it.
 *
 * @module
 */
import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from "jose";
import type { TokenVerifier, VerifiedToken } from "./authenticator.ts";
import { type IssuerAccess, IssuerKeys } from "./issuer_keys.ts";
import { CredentialsRefused } from "./refused.ts";
import { rightsIn } from "./rights_claim.ts";
import type { OidcSettings } from "./rights_settings.ts";

export type { IssuerAccess } from "./issuer_keys.ts";

/**
 * What tokens may be signed with: the issuer's private keys, whose public halves everyone may know. A
 * secret that both sides share (HS256) would let whoever checks tokens make them too, and "none" anyone.
 */
const ALGORITHMS = (
  "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
).split(" ");

/** How far two clocks may differ. */
const CLOCK_TOLERANCE_S = 30;

const MAX_NAME_LENGTH = 128;

/** Checks tokens: signature, issuer, audience, times; and reads whose they are and what they may do. */
export class OidcTokens implements TokenVerifier {
  readonly #settings: OidcSettings;
  readonly #now: () => number;
  readonly #keys: IssuerKeys;

  /**
   * Begins without the issuer's keys: they are fetched with the first token.
   *
   * @param settings What a token must say.
   * @param access What the issuer is asked through.
   */
  constructor(settings: OidcSettings, access: IssuerAccess) {
    this.#settings = settings;
    this.#now = access.now;
    this.#keys = new IssuerKeys(settings, access);
  }

  /**
   * Checks a token.
   *
   * @returns Whose it is.
   * @throws {CredentialsRefused} If it is not to be trusted.
   * @throws {IssuerUnavailable} If the issuer's keys cannot be had.
   */
  async verify(token: string): Promise<VerifiedToken> {
    if (token.split(".").length !== 3) {
      throw new CredentialsRefused("What was sent is neither an API key nor a token");
    }
    const payload = await this.#check(token);
    const name = payload[this.#settings.nameClaim];
    if (typeof name !== "string" || name === "" || name.length > MAX_NAME_LENGTH) {
      const claim = this.#settings.nameClaim;
      throw new CredentialsRefused(`The token must name its owner in the claim "${claim}"`);
    }
    const rights = rightsIn(payload, this.#settings.rightsClaim);
    return {
      identity: { name, rights, by: "token" },
      expiresMs: ((payload.exp ?? 0) + CLOCK_TOLERANCE_S) * 1000,
    };
  }

  async #check(token: string): Promise<JWTPayload> {
    try {
      return await this.#checkWith(token, await this.#keys.current());
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw refusal(error);
      const newer = await this.#keys.newer();
      if (newer === null) throw refusal(error);
      return await this.#checkWith(token, newer).catch((again) => {
        throw refusal(again);
      });
    }
  }

  async #checkWith(token: string, keys: JWTVerifyGetKey): Promise<JWTPayload> {
    const { issuer, audience } = this.#settings;
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ["exp"],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(this.#now()),
    });
    return payload;
  }
}

/** The library's messages name a claim or an algorithm, never the token. */
function refusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new CredentialsRefused("The token has expired");
  if (error instanceof errors.JOSEError) {
    return new CredentialsRefused(`The token is not to be trusted: ${error.message}`);
  }
  return error;
}
