import type { Settings } from "@mlops/config";
import { readTrustedProxies, type TrustedProxies } from "./trusted_proxies.ts";

/** Where the keys lie and whose tokens are taken. */
export interface RightsSettings {
  /** File of API keys (`API_KEYS_FILE`); `null`: none are taken. */
  readonly keysFile: string | null;
  /** The issuer whose tokens are taken (`OIDC_ISSUER`, `OIDC_AUDIENCE`, …); `null`: none are. */
  readonly oidc: OidcSettings | null;
  /** Who is believed where a request comes from (`TRUSTED_PROXIES`); default: no proxy. */
  readonly proxies: TrustedProxies;
}

/** What a token must say. */
export interface OidcSettings {
  /** The issuer, exactly as its tokens name it. */
  readonly issuer: string;
  /** For whom tokens must be. */
  readonly audience: string;
  /** Claim that holds the rights (`OIDC_RIGHTS_CLAIM`, default `roles`). */
  readonly rightsClaim: string;
  /** Claim that names the person (`OIDC_NAME_CLAIM`, default `sub`). */
  readonly nameClaim: string;
  /** Where the issuer's keys are (`OIDC_JWKS_URI`); `null`: discovery tells. */
  readonly jwksUri: URL | null;
}

/** Names of the environment variables that {@linkcode readRightsSettings} looks up. */
export const RIGHTS_VARIABLES = [
  "API_KEYS_FILE",
  "OIDC_ISSUER",
  "OIDC_AUDIENCE",
  "OIDC_RIGHTS_CLAIM",
  "OIDC_NAME_CLAIM",
  "OIDC_JWKS_URI",
  "REQUIRE_RIGHTS",
  "TRUSTED_PROXIES",
] as const;

/** One of them. */
export type RightsVariable = typeof RIGHTS_VARIABLES[number];

/**
 * Reads the settings about rights. A source of identities turns rights on; `REQUIRE_RIGHTS=true` is the
 * guard that a deployment without one does not start open.
 *
 * @param settings The settings; what is wrong with them is noted there.
 * @returns What was set.
 */
export function readRightsSettings(settings: Settings<RightsVariable>): RightsSettings {
  const keysFile = settings.text("API_KEYS_FILE", null);
  const oidc = readOidc(settings);
  const isRequired = settings.choice("REQUIRE_RIGHTS", ["false", "true"]) === "true";
  if (isRequired && keysFile === null && oidc === null) {
    settings.refuse(
      "REQUIRE_RIGHTS=true needs API_KEYS_FILE (deno task keys makes one) or OIDC_ISSUER: neither is set",
    );
  }
  return { keysFile, oidc, proxies: readTrustedProxies(settings) };
}

/**
 * Reads the address of the issuer.
 *
 * @param settings Where `OIDC_ISSUER` is looked up; an address without TLS is refused there, but for this
 * machine's own.
 * @returns The issuer, exactly as it was written, or `null` if there is none.
 */
export function readIssuer(settings: Settings<"OIDC_ISSUER">): string | null {
  const issuer = settings.text("OIDC_ISSUER", null);
  if (issuer === null) return null;
  requireTls(settings, "OIDC_ISSUER", settings.address("OIDC_ISSUER"));
  return issuer;
}

/** Everything is looked up, so that a process that may not is noticed whatever is set. */
function readOidc(settings: Settings<RightsVariable>): OidcSettings | null {
  const issuer = readIssuer(settings);
  const audience = settings.text("OIDC_AUDIENCE", "");
  const rightsClaim = settings.text("OIDC_RIGHTS_CLAIM", "roles");
  const nameClaim = settings.text("OIDC_NAME_CLAIM", "sub");
  const jwksUri = settings.optionalAddress("OIDC_JWKS_URI");
  if (jwksUri !== null) requireTls(settings, "OIDC_JWKS_URI", jwksUri);
  if (issuer === null) return null;
  if (audience === "") {
    settings.refuse("OIDC_AUDIENCE must say for whom tokens of OIDC_ISSUER must be: it is missing");
  }
  return { issuer, audience, rightsClaim, nameClaim, jwksUri };
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Whoever stands between could hand over keys of his own. */
function requireTls<Name extends string>(
  settings: Settings<Name>,
  name: Name,
  { protocol, hostname }: URL,
): void {
  if (protocol === "https:" || LOOPBACK.test(hostname) || hostname === "invalid") return;
  settings.refuse(`${name} must be an address that starts with https://, but on this machine`);
}
