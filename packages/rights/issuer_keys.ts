import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { IssuerUnavailable } from "./refused.ts";
import type { OidcSettings } from "./rights_settings.ts";

/** What the issuer is asked through. */
export interface IssuerAccess {
  /** Asks the issuer. */
  readonly fetch: typeof fetch;
  /** The present, in ms since 1970. */
  readonly now: () => number;
  /** Told why the keys could not be had, once for each time that they were sought. */
  readonly report: (event: "trouble", detail: string) => void;
}

/** An answer that takes longer will not arrive. */
const TIMEOUT_MS = 5_000;
/** Some hundred times as large as such documents are. */
const MAX_BYTES = 256 * 1024;
const MAX_KEYS = 100;
/** From then on the keys are fetched anew, while the old ones still serve. */
const FRESH_MS = 10 * 60_000;
/** From then on the old ones serve no longer: an issuer that is away for longer is another story. */
const LASTING_MS = 24 * 60 * 60_000;
/** Tokens that name unknown keys do not make us ask more often than this. */
const ASK_EACH_MS = 30_000;
/** After a failure, where there is no key at all. */
const ASK_AGAIN_MS = 2_000;

/** The public keys of an issuer, fetched when they are needed and kept through its outages. */
export class IssuerKeys {
  readonly #settings: Pick<OidcSettings, "issuer" | "jwksUri">;
  readonly #access: IssuerAccess;
  #keys: JWTVerifyGetKey | null = null;
  #fetchedMs = -Infinity;
  #askedMs = -Infinity;
  #asking: Promise<void> | null = null;
  #trouble = "it was not asked yet";

  /**
   * Begins without a key; nothing is fetched yet.
   *
   * @param settings Whose keys.
   * @param access What the issuer is asked through.
   */
  constructor(settings: Pick<OidcSettings, "issuer" | "jwksUri">, access: IssuerAccess) {
    this.#settings = settings;
    this.#access = access;
  }

  /**
   * Gives the keys that there are.
   *
   * @returns What finds the key of a token.
   * @throws {IssuerUnavailable} If there are none, or they are older than a day.
   */
  async current(): Promise<JWTVerifyGetKey> {
    const ageMs = this.#access.now() - this.#fetchedMs;
    if (ageMs > LASTING_MS) await this.#ask(ASK_AGAIN_MS);
    else if (ageMs > FRESH_MS) void this.#ask(ASK_EACH_MS);
    if (this.#keys === null || this.#access.now() - this.#fetchedMs > LASTING_MS) {
      throw new IssuerUnavailable(
        `Tokens cannot be checked as the keys of the issuer cannot be fetched: ${this.#trouble}`,
      );
    }
    return this.#keys;
  }

  /**
   * Fetches the keys anew, as a token names one that is not among them: the issuer may have a new one.
   *
   * @returns What finds the key of a token; `null` if they were fetched too recently to ask again.
   */
  async newer(): Promise<JWTVerifyGetKey | null> {
    const before = this.#fetchedMs;
    await this.#ask(ASK_EACH_MS);
    return this.#fetchedMs > before ? this.#keys : null;
  }

  /** Many wait for one question. */
  async #ask(eachMs: number): Promise<void> {
    if (this.#asking === null) {
      const nowMs = this.#access.now();
      if (nowMs - this.#askedMs < eachMs) return;
      this.#askedMs = nowMs;
      this.#asking = this.#fetch().finally(() => this.#asking = null);
    }
    await this.#asking;
  }

  async #fetch(): Promise<void> {
    try {
      const jwksUri = this.#settings.jwksUri ?? await this.#discover();
      const document = await this.#getJson(jwksUri);
      if (!isRecord(document) || !Array.isArray(document["keys"])) {
        throw new TypeError(`${jwksUri} holds no set of keys`);
      }
      if (document["keys"].length > MAX_KEYS) throw new TypeError(`${jwksUri} holds too many keys`);
      this.#keys = createLocalJWKSet(document as unknown as JSONWebKeySet);
      this.#fetchedMs = this.#access.now();
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      this.#access.report("trouble", `OIDC_ISSUER: ${this.#trouble}`);
    }
  }

  /** OpenID Connect Discovery 1.0, section 4. */
  async #discover(): Promise<URL> {
    const { issuer } = this.#settings;
    const address = new URL(issuer);
    address.pathname = `${address.pathname.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const document = await this.#getJson(address);
    const told = isRecord(document) ? document : {};
    if (told["issuer"] !== issuer) {
      const other = JSON.stringify(told["issuer"] ?? null);
      throw new TypeError(`${address} is of the issuer ${other}, not of "${issuer}"`);
    }
    const jwksUri = URL.parse(`${told["jwks_uri"]}`);
    if (jwksUri === null) throw new TypeError(`${address} names no jwks_uri`);
    if (jwksUri.protocol !== "https:" && address.protocol === "https:") {
      throw new TypeError(`${address} names a jwks_uri without TLS`);
    }
    return jwksUri;
  }

  async #getJson(address: URL): Promise<unknown> {
    const answer = await this.#access.fetch(address, {
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new TypeError(`${address} answers ${answer.status}`);
    }
    return JSON.parse(await textWithin(answer, address));
  }
}

async function textWithin(answer: Response, address: URL): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let nBytes = 0;
  for await (const chunk of answer.body ?? []) {
    nBytes += chunk.length;
    if (nBytes > MAX_BYTES) throw new TypeError(`${address} answers more than ${MAX_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
