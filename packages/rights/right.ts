/** The rights that there are, each for one kind of thing to do. */
export const RIGHTS = ["predict", "feedback", "read", "promote"] as const;

/**
 * What someone may do: ask for predictions, tell what came true, read what the stack knows (models,
 * metrics, quality, the log's figures), or decide what is served.
 */
export type Right = typeof RIGHTS[number];

/** Who asks. */
export interface Identity {
  /** Name of the API key, or of the person or program that a token stands for; empty where all is open. */
  readonly name: string;
  /** What they may do. */
  readonly rights: ReadonlySet<Right>;
  /** How they are known: by an API key, by a token of the issuer, or not at all as all is open. */
  readonly by: "key" | "token" | "open";
  /** Name of the API key that spoke for them, where one did. */
  readonly via?: string;
  /** Whether they may say for whom they ask, as the page's key may. */
  readonly speaksForOthers?: boolean;
}

/** Everyone, where rights are off. */
export const EVERYONE: Identity = { name: "", rights: new Set(RIGHTS), by: "open" };

/** Tells whether a word names a right. */
export function isRight(word: string): word is Right {
  return (RIGHTS as readonly string[]).includes(word);
}

/**
 * Writes who somebody is for a log or a record: an identity that two ways could give is never the same
 * text twice.
 *
 * @returns `key:NAME`, `token:NAME`, `key:PAGE/NAME` for whom a key spoke, or `open`.
 */
export function describeIdentity({ name, by, via }: Identity): string {
  if (by === "open") return by;
  return via === undefined ? `${by}:${name}` : `${by}:${via}/${name}`;
}
