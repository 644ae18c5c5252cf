import { Authenticator } from "./authenticator.ts";
import { type KeyEntry, KeyFileError, parseKeys } from "./key_file.ts";
import type { RightsSettings } from "./rights_settings.ts";

/** What the outside is asked through. */
export interface Outside {
  /** Reads a file. */
  readonly readTextFile: (path: string) => Promise<string>;
  /** Asks the issuer. */
  readonly fetch: typeof fetch;
  /** The present, in ms since 1970. */
  readonly now: () => number;
  /** Told what went wrong while serving, and what changed. */
  readonly report: (event: "keys" | "trouble", detail: string) => void;
}

/** An authenticator, and what keeps it up to date. */
export interface OpenedAuthenticator {
  /** Finds out who asks. */
  readonly authenticator: Authenticator;
  /** Reads the file of keys again; to be called every few seconds. What cannot be read changes nothing. */
  readonly refresh: () => Promise<void>;
  /** The keys that are taken now; another array whenever they change. */
  readonly keys: () => readonly KeyEntry[];
}

/**
 * Opens what the settings name.
 *
 * @param settings Where the keys lie and whose tokens are taken.
 * @param outside What the outside is asked through.
 * @returns The authenticator.
 * @throws {KeyFileError} If the file of keys cannot be read: a service must not start without them.
 */
export async function openAuthenticator(
  { keysFile, oidc }: Pick<RightsSettings, "keysFile" | "oidc">,
  { readTextFile, fetch, now, report }: Outside,
): Promise<OpenedAuthenticator> {
  const read = async (path: string) => {
    try {
      return await readTextFile(path);
    } catch (cause) {
      throw new KeyFileError([`it cannot be read: ${nameOf(cause)}`], { cause });
    }
  };
  let text = keysFile === null ? "" : await read(keysFile);
  let keys = keysFile === null ? null : parseKeys(text);
  // Loaded where it is needed: most starts have no issuer.
  const tokens = oidc === null
    ? null
    : new (await import("./oidc_tokens.ts")).OidcTokens(oidc, { fetch, now, report });
  const authenticator = new Authenticator({ keys, tokens, now });
  let lastTrouble = "";
  const refresh = async () => {
    if (keysFile === null) return;
    try {
      const current = await read(keysFile);
      if (current === text && lastTrouble === "") return;
      if (current !== text) {
        const changed = parseKeys(current);
        authenticator.useKeys(changed);
        keys = changed;
        text = current;
        report("keys", describe(changed));
      }
      lastTrouble = "";
    } catch (error) {
      if (!(error instanceof KeyFileError)) throw error;
      if (error.message !== lastTrouble) report("trouble", `API_KEYS_FILE: ${error.message}`);
      lastTrouble = error.message;
    }
  };
  return { authenticator, refresh, keys: () => keys ?? NO_KEYS };
}

const NO_KEYS: readonly KeyEntry[] = [];

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : String(cause);
}

function describe(keys: readonly KeyEntry[]): string {
  const revoked = keys.filter((key) => key.revoked !== undefined).length;
  return `${keys.length - revoked} keys, ${revoked} revoked`;
}
