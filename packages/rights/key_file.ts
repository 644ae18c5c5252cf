import { isRight, type Right, RIGHTS } from "./right.ts";

/** An API key as the file keeps it: its hash, never the key. */
export interface KeyEntry {
  /** Who or what it is for; it stands in logs and records. */
  readonly name: string;
  /** SHA-256 of the key's text, lower-case hex. */
  readonly sha256: string;
  /** What it may do. */
  readonly rights: readonly Right[];
  /** When it was made, ISO 8601. */
  readonly created: string;
  /** From when on it is refused, ISO 8601. */
  readonly expires?: string;
  /** When it was revoked, ISO 8601. */
  readonly revoked?: string;
  /** Whether it may say for whom it asks: the page's key does. */
  readonly speaksForOthers?: boolean;
}

/** Thrown for a file that holds no keys as it should; the message lists every fault. */
export class KeyFileError extends Error {
  /**
   * Lists the faults.
   *
   * @param faults A sentence for each.
   */
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join("; "), options);
    this.name = "KeyFileError";
  }
}

/** Most keys in a file. */
const MAX_KEYS = 10_000;

/** What names of keys look like: they stand in logs, headers and commands. */
export const KEY_NAME = /^[A-Za-z0-9][\w.@-]{0,63}$/;

const KNOWN = ["name", "sha256", "rights", "created", "expires", "revoked", "speaksForOthers"];

/**
 * Reads a file of keys.
 *
 * @param text JSON, `{"keys": [{"name", "sha256", "rights", "created", "expires"?, "revoked"?}]}`.
 * @returns The keys.
 * @throws {KeyFileError} If it is anything else; all faults at once.
 */
export function parseKeys(text: string): KeyEntry[] {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (cause) {
    throw new KeyFileError(["it is no JSON"], { cause });
  }
  const keys = isRecord(file) ? file["keys"] : undefined;
  if (!Array.isArray(keys)) throw new KeyFileError(['it must be {"keys": [...]}']);
  if (keys.length > MAX_KEYS) throw new KeyFileError([`it holds more than ${MAX_KEYS} keys`]);
  const faults = keys.flatMap((key, i) => faultsOf(key).map((fault) => `keys[${i}]${fault}`));
  if (faults.length === 0) faults.push(...repeated(keys, "name"), ...repeated(keys, "sha256"));
  if (faults.length > 0) throw new KeyFileError(faults);
  return keys;
}

/** Writes a file of keys, as {@linkcode parseKeys} reads it. */
export function formatKeys(keys: readonly KeyEntry[]): string {
  return `${JSON.stringify({ keys }, null, 2)}\n`;
}

function faultsOf(key: unknown): string[] {
  if (!isRecord(key)) return [" must be an object"];
  const faults: string[] = [];
  const check = (isRight: boolean, fault: string) => void (isRight || faults.push(fault));
  const { name, sha256, rights, created, expires, revoked, speaksForOthers } = key;
  check(isText(name, KEY_NAME), ".name must be 1 to 64 letters, digits and . _ @ -");
  check(isText(sha256, /^[0-9a-f]{64}$/), ".sha256 must be 64 hexadecimal digits");
  check(
    Array.isArray(rights) && rights.every((word) => typeof word === "string" && isRight(word)),
    `.rights must be a list of ${RIGHTS.join(", ")}`,
  );
  check(isTime(created), ".created must be a time, 2026-11-30T12:00:00Z");
  // A date that cannot be read must not mean "for ever".
  check(expires === undefined || isTime(expires), ".expires must be a time");
  check(revoked === undefined || isTime(revoked), ".revoked must be a time");
  check(
    speaksForOthers === undefined || typeof speaksForOthers === "boolean",
    ".speaksForOthers must be true or false",
  );
  const unknown = Object.keys(key).filter((name) => !KNOWN.includes(name));
  check(unknown.length === 0, ` has members that are not known: ${unknown.slice(0, 5).join(", ")}`);
  return faults;
}

function repeated(keys: readonly KeyEntry[], member: "name" | "sha256"): string[] {
  const seen = new Set<string>();
  return keys.flatMap((key, i) => {
    if (!seen.has(key[member])) {
      seen.add(key[member]);
      return [];
    }
    return [`keys[${i}].${member} is that of another key`];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

function isTime(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
    Number.isFinite(Date.parse(value));
}
