import type { Settings } from "@mlops/config";
import { readIssuer } from "@mlops/rights";

/** How people sign in. */
export interface SignInSettings {
  /** The issuer that knows them (`OIDC_ISSUER`), exactly as it names itself. */
  readonly issuer: string;
  /** Further hosts at which the issuer has endpoints (`OIDC_HOSTS`, between commas). */
  readonly hosts: readonly string[];
  /** Name under which the issuer knows this page (`OIDC_CLIENT_ID`). */
  readonly clientId: string;
  /** Its secret (`OIDC_CLIENT_SECRET`); `null`: the issuer asks for none, PKCE alone protects the code. */
  readonly clientSecret: string | null;
  /** What the issuer is asked for (`OIDC_SCOPE`, default `openid profile`). */
  readonly scope: string;
  /** Claim of the ID token with the rights (`OIDC_RIGHTS_CLAIM`, default `roles`). */
  readonly rightsClaim: string;
  /** Claim that names the person in records (`OIDC_NAME_CLAIM`, default `sub`). */
  readonly nameClaim: string;
  /** Where people reach the page (`UI_PUBLIC_URL`): the issuer sends them back there. */
  readonly publicUrl: URL;
  /** What sessions are sealed with (`SESSION_SECRET`). */
  readonly sessionSecret: string;
}

/** Names of the environment variables that {@linkcode readSignInSettings} looks up. */
export const SIGN_IN_VARIABLES = [
  "OIDC_ISSUER",
  "OIDC_HOSTS",
  "OIDC_CLIENT_ID",
  "OIDC_CLIENT_SECRET",
  "OIDC_SCOPE",
  "OIDC_RIGHTS_CLAIM",
  "OIDC_NAME_CLAIM",
  "UI_PUBLIC_URL",
  "SESSION_SECRET",
  "REQUIRE_RIGHTS",
] as const;

/** 16 random bytes in base64 are 24, 32 in hex 64; what people think up is short. */
const MIN_SECRET_LENGTH = 32;

const HOST = /^[\w.-]+(:\d{1,5})?$/;

/**
 * Reads how people sign in.
 *
 * @param settings The settings; what is wrong with them is noted there.
 * @param keysFile File of API keys, by which people are let in instead; `null`: there is none.
 * @returns How, or `null`: nobody signs in, and the page shows everyone everything.
 */
export function readSignInSettings(
  settings: Settings<typeof SIGN_IN_VARIABLES[number]>,
  keysFile: string | null,
): SignInSettings | null {
  // Everything is looked up, so that a process that may not is noticed whatever is set.
  const isRequired = settings.choice("REQUIRE_RIGHTS", ["false", "true"]) === "true";
  const issuer = readIssuer(settings);
  const given = {
    hosts: readHosts(settings),
    clientId: settings.text("OIDC_CLIENT_ID", ""),
    clientSecret: settings.text("OIDC_CLIENT_SECRET", null),
    scope: settings.text("OIDC_SCOPE", "openid profile"),
    rightsClaim: settings.text("OIDC_RIGHTS_CLAIM", "roles"),
    nameClaim: settings.text("OIDC_NAME_CLAIM", "sub"),
    publicUrl: settings.optionalAddress("UI_PUBLIC_URL"),
    sessionSecret: settings.text("SESSION_SECRET", ""),
  };
  if (issuer === null) {
    if (isRequired && keysFile === null) {
      settings.refuse("REQUIRE_RIGHTS=true needs OIDC_ISSUER or API_KEYS_FILE: neither is set");
    }
    return null;
  }
  const { clientId, sessionSecret, publicUrl } = given;
  const require = (isThere: boolean, fault: string) => {
    if (!isThere) settings.refuse(`${fault} where OIDC_ISSUER is set: it is missing`);
  };
  require(clientId !== "", "OIDC_CLIENT_ID must tell under which name the issuer knows the page");
  require(sessionSecret !== "", "SESSION_SECRET must seal people's sessions");
  require(publicUrl !== null, "UI_PUBLIC_URL must tell where people reach the page");
  if (sessionSecret !== "" && sessionSecret.length < MIN_SECRET_LENGTH) {
    settings.refuse(
      `SESSION_SECRET must have at least ${MIN_SECRET_LENGTH} characters (openssl rand -base64 32): ` +
        `has ${sessionSecret.length}`,
    );
  }
  return { ...given, issuer, publicUrl: publicUrl ?? new URL("http://invalid") };
}

function readHosts(settings: Settings<"OIDC_HOSTS">): string[] {
  const hosts = settings.text("OIDC_HOSTS", "").split(",").map((host) => host.trim())
    .filter((host) => host !== "");
  for (const host of hosts) {
    if (!HOST.test(host)) settings.refuse(`OIDC_HOSTS must be hosts between commas: has "${host}"`);
  }
  return hosts;
}
