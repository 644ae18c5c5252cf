import type { KeyEntry } from "./key_file.ts";

/** What every key begins with, so that people and scanners for secrets recognise one. */
const KEY_PREFIX = "mlops_";

/** 32 bytes in base64url behind the prefix. */
const KEY = new RegExp(`^${KEY_PREFIX}[\\w-]{43}$`);

/** What a new key is for. */
export type NewKey = Pick<KeyEntry, "name" | "rights" | "expires" | "speaksForOthers">;

/**
 * Makes a key of 32 random bytes.
 *
 * @param about Whose it is and what it may do.
 * @param nowMs The present, in ms since 1970.
 * @returns The key, to be shown once, and what is kept of it.
 */
export async function makeKey(
  about: NewKey,
  nowMs: number,
): Promise<{ key: string; entry: KeyEntry }> {
  const random = crypto.getRandomValues(new Uint8Array(32));
  const key = KEY_PREFIX + random.toBase64({ alphabet: "base64url", omitPadding: true });
  const created = new Date(nowMs).toISOString();
  const { name, ...rest } = about;
  return { key, entry: { name, sha256: await hashKey(key), created, ...rest } };
}

/** Tells whether a text has the form of a key. */
export function isKey(text: string): boolean {
  return KEY.test(text);
}

/**
 * Hashes a key. Of 32 random bytes a plain SHA-256 tells nothing: there is no list to try.
 *
 * @returns Lower-case hex.
 */
export async function hashKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return new Uint8Array(digest).toHex();
}
