/**
 * Shows a registry who asks: as nobody, by name and password, or by a token that another server
 * gives for either (distribution's "Token Authentication Specification").
 *
 * @module
 */
import { parseChallenge } from "./challenge.ts";
import type { Credentials, FindCredentials } from "./credentials.ts";

/** Sends a request; `fetch` does. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/** Keeps what a registry accepted, one header for each set of scopes. */
export class RegistryAuth {
  readonly #registry: string;
  readonly #fetch: Fetch;
  readonly #findCredentials: FindCredentials;
  readonly #headers = new Map<string, string>();
  #credentials: Promise<Credentials | undefined> | undefined;

  /**
   * Prepares for one registry; nothing is asked yet.
   *
   * @param registry Its host.
   * @param options Who sends requests, and who knows the credentials.
   */
  constructor(registry: string, options: { fetch: Fetch; findCredentials: FindCredentials }) {
    this.#registry = registry;
    this.#fetch = options.fetch;
    this.#findCredentials = options.findCredentials;
  }

  /**
   * Tells the header that the registry accepted before.
   *
   * @param scopes What is asked for, `repository:NAME:pull,push` each.
   * @returns The value of `Authorization`, or `undefined`.
   */
  header(scopes: readonly string[]): string | undefined {
    return this.#headers.get(scopes.join(" "));
  }

  /**
   * Answers a refusal.
   *
   * @param challenge Value of the refusal's `WWW-Authenticate`.
   * @param scopes What is asked for.
   * @returns `undefined` if {@linkcode RegistryAuth.header} has something new to try, otherwise why not.
   */
  async answer(challenge: string, scopes: readonly string[]): Promise<string | undefined> {
    const { scheme, parameters } = parseChallenge(challenge) ?? {};
    this.#credentials ??= this.#findCredentials(this.#registry);
    const credentials = await this.#credentials;
    if (scheme === "basic") {
      if (credentials === undefined) return "it wants a user and a password, and none are known";
      if ("identityToken" in credentials) return "it wants a user and a password, not a token";
      this.#headers.set(scopes.join(" "), basic(credentials));
      return undefined;
    }
    const realm = URL.parse(parameters?.["realm"] ?? "");
    if (scheme !== "bearer" || realm === null) return "it asks for an unknown authentication";
    const service = parameters?.["service"];
    const response = await this.#requestToken(realm, {
      scopes,
      ...(service === undefined ? {} : { service }),
      ...(credentials === undefined ? {} : { credentials }),
    });
    const token = response.ok ? readToken(await response.json()) : undefined;
    if (token === undefined) {
      await (response.bodyUsed ? undefined : response.body?.cancel());
      const who = credentials === undefined ? "anonymously" : "with the known credentials";
      return `its token server at ${realm.host} answered ${response.status} when asked ${who}`;
    }
    this.#headers.set(scopes.join(" "), `Bearer ${token}`);
    return undefined;
  }

  #requestToken(
    realm: URL,
    { service, scopes, credentials }: {
      service?: string;
      scopes: readonly string[];
      credentials?: Credentials;
    },
  ): Promise<Response> {
    if (credentials !== undefined && "identityToken" in credentials) {
      const body = new URLSearchParams({
        "grant_type": "refresh_token",
        "refresh_token": credentials.identityToken,
        "client_id": "mlops-oci",
        scope: scopes.join(" "),
        ...(service === undefined ? {} : { service }),
      });
      return this.#fetch(realm, { method: "POST", body });
    }
    const url = new URL(realm);
    if (service !== undefined) url.searchParams.set("service", service);
    for (const scope of scopes) url.searchParams.append("scope", scope);
    const headers = credentials === undefined ? {} : { authorization: basic(credentials) };
    return this.#fetch(url, { headers });
  }
}

function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${new TextEncoder().encode(`${username}:${password}`).toBase64()}`;
}

function readToken(answer: { token?: unknown; "access_token"?: unknown }): string | undefined {
  const token = answer.token ?? answer["access_token"];
  return typeof token === "string" && token !== "" ? token : undefined;
}
