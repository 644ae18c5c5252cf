import { formatKeys, type KeyEntry, makeKey, type NewKey, parseKeys } from "@mlops/rights";

/** Who has an API key in production: each a Secret `key-NAME` of its own, so that no pod sees another's. */
export const KEY_HOLDERS: readonly NewKey[] = [
  // Asks for its model.
  { name: "predict", rights: ["read"] },
  // Writes runs and versions, and moves the alias.
  { name: "train", rights: ["read", "promote"] },
  // Asks in the name of those who are signed in there; who tells outcomes does not tell them there.
  { name: "ui", rights: ["predict", "read", "promote"], speaksForOthers: true },
  // Tells the service's audit who changed what in MLflow.
  { name: "gate", rights: ["promote"], speaksForOthers: true },
  // Metrics alone, which are read.
  { name: "prometheus", rights: ["read"] },
  // The first program of somebody else: for whoever tries the service.
  { name: "client", rights: ["predict", "feedback"] },
];

const DAY_MS = 86_400_000;

/** Keys that were made, and the file that tells servers of them. */
export interface ClientKeys {
  /** Texts of the new keys, by holder. */
  readonly made: ReadonlyMap<string, string>;
  /** The file of all keys, which holds their hashes; `null` if nothing was made. */
  readonly file: string | null;
}

/**
 * Makes the keys that are missing.
 *
 * @param existing `file` is the file of keys, `null` if there is none yet; `holders` have their Secret and
 * keep it; the old key of one of `rotated` opens what it opened for another day.
 * @param nowMs The present, in ms since 1970.
 * @returns What is new. A holder whose Secret is gone gets another key; what that one opened is closed.
 * @throws {KeyFileError} If the file holds something else.
 */
export async function makeClientKeys(
  existing: {
    readonly file: string | null;
    readonly holders: ReadonlySet<string>;
    readonly rotated?: ReadonlySet<string>;
  },
  nowMs: number,
): Promise<ClientKeys> {
  const known: readonly KeyEntry[] = existing.file === null ? [] : parseKeys(existing.file);
  const missing = KEY_HOLDERS.filter(({ name }) =>
    !existing.holders.has(name) || !known.some((entry) => entry.name === name)
  );
  if (missing.length === 0) return { made: new Map(), file: null };
  const made = await Promise.all(missing.map((holder) => makeKey(holder, nowMs)));
  const replaced = new Set(missing.map(({ name }) => name));
  const kept = known.flatMap((entry) => {
    if (!replaced.has(entry.name)) return entry;
    return existing.rotated?.has(entry.name) ? lastDay(entry, nowMs) : [];
  });
  return {
    made: new Map(made.map(({ key, entry }) => [entry.name, key])),
    file: formatKeys([...kept, ...made.map(({ entry }) => entry)]),
  };
}

/** Pods hold a key until they are started anew: what it opens must not close in between. */
function lastDay(entry: KeyEntry, nowMs: number): KeyEntry {
  const expires = new Date(nowMs + DAY_MS).toISOString();
  // A name has no colons.
  const until = expires.slice(0, 19).replaceAll(":", "-");
  return { ...entry, name: `${entry.name}-until-${until}`, expires };
}
