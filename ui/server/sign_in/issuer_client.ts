/**
 * The page as a client of the OpenID Connect issuer, by the library `openid-client`: authorization code with
 * PKCE, state and nonce.
 *
 * @module
 */
import { rightsIn } from "@mlops/rights";
import * as oidc from "openid-client";
import { CALLBACK_PATH, type Departure, SignInError } from "./departure.ts";
import type { Person } from "./session.ts";
import type { SignInSettings } from "./sign_in_settings.ts";

/** In s; somebody waits. */
const TIMEOUT_S = 10;
const MAX_NAME_LENGTH = 128;

/** Asks the issuer who somebody is. */
export class IssuerClient {
  readonly #settings: SignInSettings;
  #configuration: oidc.Configuration | null = null;

  /**
   * Begins without having asked; discovery comes with the first person.
   *
   * @param settings Whom to ask, and as whom.
   */
  constructor(settings: SignInSettings) {
    this.#settings = settings;
  }

  /**
   * Begins to sign somebody in.
   *
   * @returns Where to send them, and what must come back with them.
   * @throws {SignInError} If the issuer does not answer.
   */
  async depart(): Promise<{ address: URL; departure: Departure }> {
    const departure = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const address = oidc.buildAuthorizationUrl(await this.#configured(), {
      "redirect_uri": this.#callback().href,
      scope: this.#settings.scope,
      state: departure.state,
      nonce: departure.nonce,
      "code_challenge": await oidc.calculatePKCECodeChallenge(departure.verifier),
      "code_challenge_method": "S256",
    });
    return { address, departure };
  }

  /**
   * Finds out who came back.
   *
   * @param search The query that the issuer sent them back with.
   * @param departure What must have come back.
   * @returns Who it is.
   * @throws {SignInError} If the issuer does not say so.
   */
  async arrive(search: string, { state, nonce, verifier }: Departure): Promise<Person> {
    const configuration = await this.#configured();
    const address = this.#callback();
    address.search = search;
    let claims: Readonly<Record<string, unknown>> | undefined;
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, address, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      claims = tokens.claims();
    } catch (error) {
      throw failure(error);
    }
    const { nameClaim, rightsClaim } = this.#settings;
    const name = claims?.[nameClaim];
    if (typeof name !== "string" || name === "" || name.length > MAX_NAME_LENGTH) {
      throw new SignInError(`The issuer must name people in the claim "${nameClaim}"`, false);
    }
    const shown = [claims?.["name"], claims?.["preferred_username"], claims?.["email"], name]
      .find((text) => typeof text === "string" && text !== "") as string;
    return {
      name,
      displayName: shown.slice(0, MAX_NAME_LENGTH),
      rights: rightsIn(claims ?? {}, rightsClaim),
      by: "token",
    };
  }

  /**
   * Tells where somebody signs out at the issuer, too.
   *
   * @returns The address, or `null` if the issuer has none or does not answer.
   */
  async signOutAddress(): Promise<URL | null> {
    try {
      const configuration = await this.#configured();
      if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
      return oidc.buildEndSessionUrl(configuration, {
        "client_id": this.#settings.clientId,
        "post_logout_redirect_uri": new URL("/", this.#settings.publicUrl).href,
      });
    } catch (error) {
      if (error instanceof SignInError) return null;
      throw error;
    }
  }

  #callback(): URL {
    return new URL(CALLBACK_PATH, this.#settings.publicUrl);
  }

  async #configured(): Promise<oidc.Configuration> {
    if (this.#configuration !== null) return this.#configuration;
    const { issuer, clientId, clientSecret } = this.#settings;
    const address = new URL(issuer);
    // The settings take an address without TLS on this machine alone.
    const isPlain = address.protocol === "http:";
    try {
      this.#configuration = await oidc.discovery(
        address,
        clientId,
        undefined,
        clientSecret === null ? oidc.None() : oidc.ClientSecretPost(clientSecret),
        {
          timeout: TIMEOUT_S,
          execute: [
            oidc.enableNonRepudiationChecks,
            ...isPlain ? [oidc.allowInsecureRequests] : [],
          ],
        },
      );
    } catch (error) {
      throw failure(error);
    }
    return this.#configuration;
  }
}

/** What the library throws, in a sentence; its own messages may hold what the issuer said. */
function failure(cause: unknown): SignInError {
  const answer = cause instanceof Error ? cause.cause : null;
  // The library leaves an answer that it does not take unread.
  if (answer instanceof Response && !answer.bodyUsed) answer.body?.cancel().catch(() => {});
  if (cause instanceof oidc.AuthorizationResponseError) {
    const word = /^\w{1,40}$/.exec(cause.error)?.[0] ?? "an error";
    return new SignInError(`The issuer refused: ${word}`, false, { cause });
  }
  if (cause instanceof oidc.ResponseBodyError) {
    const word = /^\w{1,40}$/.exec(cause.error)?.[0] ?? "an error";
    return new SignInError(`The issuer did not take the answer: ${word}`, false, { cause });
  }
  if (cause instanceof oidc.ClientError && cause.code?.startsWith("OAUTH_") === true) {
    const isAway = ["OAUTH_RESPONSE_IS_NOT_CONFORM", "OAUTH_RESPONSE_IS_NOT_JSON", "OAUTH_TIMEOUT"]
      .includes(cause.code);
    return new SignInError(
      isAway
        ? "The issuer does not answer as it should"
        : "The issuer's answer is not to be trusted",
      isAway,
      { cause },
    );
  }
  return new SignInError("The issuer cannot be reached", true, { cause });
}
