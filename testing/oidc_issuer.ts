/**
 * An OpenID Connect issuer for tests: discovery, keys, authorization code with PKCE, tokens, and what goes
 * wrong with one. It signs in whoever the test names, without a password.
 *
 * @module
 */
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** Somebody whom the issuer knows: claims of their tokens, `sub` among them. */
export type Person = Readonly<Record<string, unknown>> & { readonly sub: string };

/** What is asked of the issuer, and what it answers when it is troubled. */
export type Trouble = "none" | "errors" | "nonsense";

interface SigningKey {
  readonly id: string;
  readonly algorithm: string;
  readonly pair: CryptoKeyPair;
}

interface Grant {
  readonly person: Person;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | null;
}

/** The client that {@linkcode OidcIssuer} knows. */
export const CLIENT = { id: "page", secret: "correct horse battery staple" } as const;

/** An issuer on a free port of the loopback address, until the block ends (`await using`). */
export class OidcIssuer {
  /** Its address, as tokens name it. */
  readonly issuer: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  /** Who is signed in when a browser comes; `null`: they refuse. */
  person: Person | null = { sub: "alice", roles: ["predict", "read"] };
  /** What it answers. */
  trouble: Trouble = "none";
  #keys: SigningKey[] = [];
  readonly #grants = new Map<string, Grant>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(port: number) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port, onListen: () => {} },
      (request) => this.#answer(request),
    );
    this.issuer = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /**
   * Starts an issuer with a key.
   *
   * @param port Where it listens; by default a free port.
   * @returns The issuer.
   */
  static async start(port = 0): Promise<OidcIssuer> {
    const issuer = new OidcIssuer(port);
    await issuer.addKey();
    return issuer;
  }

  /** Stops answering. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  /**
   * Signs with a new key from now on; those before are still told.
   *
   * @param algorithm JWA's name, by default RS256.
   */
  async addKey(algorithm = "RS256"): Promise<void> {
    const pair = await generateKeyPair(algorithm, { extractable: true });
    this.#keys = [{ id: crypto.randomUUID(), algorithm, pair }, ...this.#keys];
  }

  /** Signs with a new key, and forgets all before. */
  async replaceKeys(): Promise<void> {
    this.#keys = [];
    await this.addKey();
  }

  /**
   * Signs a token.
   *
   * @param claims What it says beside or in the place of `iss` and `iat`; `exp` is in five minutes.
   * @returns The token.
   */
  async token(claims: JWTPayload): Promise<string> {
    const { id, algorithm, pair } = this.#keys[0]!;
    const seconds = Math.floor(Date.now() / 1000);
    return await new SignJWT({ iss: this.issuer, iat: seconds, exp: seconds + 300, ...claims })
      .setProtectedHeader({ alg: algorithm, kid: id })
      .sign(pair.privateKey);
  }

  /** The set of keys as the issuer tells it. */
  async jwks(): Promise<{ keys: unknown[] }> {
    const keys = await Promise.all(this.#keys.map(async ({ id, algorithm, pair }) => ({
      ...await exportJWK(pair.publicKey),
      kid: id,
      alg: algorithm,
      use: "sig",
    })));
    return { keys };
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    this.asked.push(url.pathname);
    if (this.trouble === "errors") return new Response("no", { status: 500 });
    if (this.trouble === "nonsense") return new Response("<html>");
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return Response.json(this.#discovery());
      case "/keys":
        return Response.json(await this.jwks());
      case "/authorize":
        return this.#authorize(url.searchParams);
      case "/token":
        return await this.#exchange(request);
      case "/end":
        return new Response("You are signed out.");
      default:
        return new Response("not found", { status: 404 });
    }
  }

  #discovery() {
    const { issuer } = this;
    return {
      issuer,
      "authorization_endpoint": `${issuer}/authorize`,
      "token_endpoint": `${issuer}/token`,
      "jwks_uri": `${issuer}/keys`,
      "end_session_endpoint": `${issuer}/end`,
      "response_types_supported": ["code"],
      "subject_types_supported": ["public"],
      "id_token_signing_alg_values_supported": ["RS256"],
      "code_challenge_methods_supported": ["S256"],
      "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    };
  }

  #authorize(query: URLSearchParams): Response {
    const redirectUri = query.get("redirect_uri") ?? "";
    const back = new URL(redirectUri);
    const state = query.get("state");
    if (state !== null) back.searchParams.set("state", state);
    const isRight = query.get("response_type") === "code" && query.get("client_id") === CLIENT.id &&
      query.get("code_challenge_method") === "S256" && query.get("code_challenge") !== null;
    if (!isRight) back.searchParams.set("error", "invalid_request");
    else if (this.person === null) back.searchParams.set("error", "access_denied");
    else {
      const code = crypto.randomUUID();
      this.#grants.set(code, {
        person: this.person,
        clientId: CLIENT.id,
        redirectUri,
        challenge: query.get("code_challenge") ?? "",
        nonce: query.get("nonce"),
      });
      back.searchParams.set("code", code);
    }
    return new Response(null, { status: 303, headers: { location: back.href } });
  }

  async #exchange(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    const refuse = (error: string) => Response.json({ error }, { status: 400 });
    const secret = form.get("client_secret") ?? basicPassword(request.headers.get("authorization"));
    if (secret !== CLIENT.secret) return refuse("invalid_client");
    const code = form.get("code") ?? "";
    const grant = this.#grants.get(code);
    // A code is good once.
    this.#grants.delete(code);
    const verifier = new TextEncoder().encode(form.get("code_verifier") ?? "");
    const challenge = new Uint8Array(await crypto.subtle.digest("SHA-256", verifier))
      .toBase64({ alphabet: "base64url", omitPadding: true });
    if (grant?.challenge !== challenge || grant.redirectUri !== form.get("redirect_uri")) {
      return refuse("invalid_grant");
    }
    const claims = grant.nonce === null ? grant.person : { ...grant.person, nonce: grant.nonce };
    return Response.json({
      "access_token": await this.token({ ...grant.person, aud: "predictions" }),
      "id_token": await this.token({ ...claims, aud: grant.clientId }),
      "token_type": "Bearer",
      "expires_in": 300,
    });
  }
}

function basicPassword(authorization: string | null): string | null {
  const [, base64] = /^Basic (\S+)$/.exec(authorization ?? "") ?? [];
  if (base64 === undefined) return null;
  const [, password = ""] = atob(base64).split(":");
  return decodeURIComponent(password.replaceAll("+", " "));
}
