import { isRight, KEY_NAME, type KeyEntry, makeKey, type Right, RIGHTS } from "@mlops/rights";
import { alignedLines } from "@mlops/tables/aligned-lines";

/** What a key that is to be made was asked to be. */
export interface KeyWish {
  /** Whose it is. */
  readonly name: string;
  /** Words between commas. */
  readonly rights: string;
  /** `90d` from now, or a date; `undefined`: for good. */
  readonly expires?: string | undefined;
  /** Whether it may say for whom it asks. */
  readonly speaksForOthers: boolean;
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * Adds a new key.
 *
 * @param keys Those that there are.
 * @param wish What it is to be.
 * @param nowMs The present, in ms since 1970.
 * @returns The key, to be shown once, and all entries.
 * @throws {RangeError} If a key cannot be made so; a sentence.
 */
export async function addKey(
  keys: readonly KeyEntry[],
  wish: KeyWish,
  nowMs: number,
): Promise<{ key: string; keys: KeyEntry[] }> {
  const { name, speaksForOthers } = wish;
  if (!KEY_NAME.test(name)) {
    throw new RangeError(`the name must be 1 to 64 letters, digits and . _ @ -: is "${name}"`);
  }
  // A name stands in logs and records for ever: it must not come to mean someone else.
  if (keys.some((key) => key.name === name)) {
    throw new RangeError(
      `there is a key "${name}" already: take another name, such as "${name}-2"`,
    );
  }
  const expires = parseExpiry(wish.expires, nowMs);
  const { key, entry } = await makeKey({
    name,
    rights: parseRights(wish.rights),
    ...expires === undefined ? {} : { expires },
    ...speaksForOthers ? { speaksForOthers } : {},
  }, nowMs);
  return { key, keys: [...keys, entry] };
}

/**
 * Revokes a key; its entry stays, so that its name is known.
 *
 * @param keys All of them.
 * @param name Which.
 * @param nowMs The present, in ms since 1970.
 * @returns All entries.
 * @throws {RangeError} If there is none of that name, or it was revoked before.
 */
export function revokeKey(keys: readonly KeyEntry[], name: string, nowMs: number): KeyEntry[] {
  const found = keys.find((key) => key.name === name);
  if (found === undefined) {
    const names = keys.map((key) => key.name).join(", ") || "none";
    throw new RangeError(`there is no key "${name}": there are ${names}`);
  }
  if (found.revoked !== undefined) {
    throw new RangeError(`the key "${name}" was revoked on ${found.revoked}`);
  }
  const revoked = new Date(nowMs).toISOString();
  return keys.map((key) => key === found ? { ...key, revoked } : key);
}

/**
 * Describes keys, one a line.
 *
 * @param nowMs The present, in ms since 1970.
 * @returns Lines: name, state, rights, since when.
 */
export function describeKeys(keys: readonly KeyEntry[], nowMs: number): string[] {
  return alignedLines(keys.map((key) => [
    key.name,
    stateOf(key, nowMs),
    key.rights.join(",") || "no rights",
    `made ${key.created.slice(0, 10)}${key.speaksForOthers ? ", speaks for others" : ""}`,
  ]));
}

function stateOf({ revoked, expires }: KeyEntry, nowMs: number): string {
  if (revoked !== undefined) return `revoked ${revoked.slice(0, 10)}`;
  if (expires === undefined) return "good";
  return `${nowMs < Date.parse(expires) ? "good until" : "expired"} ${expires.slice(0, 10)}`;
}

function parseRights(text: string): Right[] {
  const words = text.split(",").map((word) => word.trim()).filter((word) => word !== "");
  const unknown = words.find((word) => !isRight(word));
  if (unknown !== undefined || words.length === 0) {
    throw new RangeError(`--rights must be some of ${RIGHTS.join(",")}: is "${text}"`);
  }
  return [...new Set(words.filter(isRight))];
}

function parseExpiry(text: string | undefined, nowMs: number): string | undefined {
  if (text === undefined) return undefined;
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? [];
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
  const timeMs = days !== undefined
    ? nowMs + Number(days) * DAY_MS
    : isDate
    ? Date.parse(`${text}T00:00:00Z`)
    : NaN;
  if (timeMs > nowMs) return new Date(timeMs).toISOString();
  throw new RangeError(`--expires must be days from now, 90d, or a date to come: is "${text}"`);
}
