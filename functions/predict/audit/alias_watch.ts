import type { AuditTrail } from "./audit_trail.ts";

/** What watching aliases needs. */
export interface AliasWatchParts {
  /** Where moves are noted. */
  readonly trail: Pick<AuditTrail, "noteSeen">;
  /** Finds what the run of a version says of who moved an alias to it; `null`: nothing. */
  readonly findClaim: (name: string, version: string, alias: string) => Promise<Claim | null>;
  /** Calls something after a while, in ms. */
  readonly later: (work: () => void, delayMs: number) => void;
}

/** What is said of who moved an alias. */
export interface Claim {
  /** Who it was. */
  readonly who: string;
  /** Who says so: the registry, which knows who asks; or a run, whose own word nobody has checked. */
  readonly by: "registry" | "run";
  /** Why, as a sentence, or `null`. */
  readonly reason: string | null;
}

/**
 * How long whoever moved an alias has to tell so: the page does it in the same second. What was told is
 * not noted a second time.
 */
const TELL_MS = 5_000;

/** Aliases of a model that are watched. */
const MAX_ALIASES = 100;

/**
 * Notes where aliases lead, however they were moved: whatever writes the registry may do so without
 * telling anybody.
 */
export class AliasWatch {
  readonly #parts: AliasWatchParts;
  #known: ReadonlyMap<string, string> | null = null;

  /**
   * Begins without a look.
   *
   * @param parts What it needs.
   */
  constructor(parts: AliasWatchParts) {
    this.#parts = parts;
  }

  /**
   * Takes what a look at the registry found; it returns at once and never throws.
   *
   * @param name Name of the model.
   * @param aliases Versions by alias.
   */
  saw(name: string, aliases: Readonly<Record<string, string>>): void {
    const found = new Map(Object.entries(aliases).slice(0, MAX_ALIASES));
    const before = this.#known;
    this.#known = found;
    const gone = [...before?.keys() ?? []].filter((alias) => !found.has(alias));
    for (const [alias, version] of found) {
      if (before?.get(alias) !== version) this.#noteLater(name, { alias, version, before });
    }
    for (const alias of gone) this.#noteLater(name, { alias, version: null, before });
  }

  #noteLater(
    name: string,
    { alias, version, before }: {
      alias: string;
      version: string | null;
      before: ReadonlyMap<string, string> | null;
    },
  ): void {
    const previous = before?.get(alias) ?? null;
    this.#parts.later(() => void this.#note(name, { alias, version, previous }), TELL_MS);
  }

  async #note(
    name: string,
    { alias, version, previous }: {
      alias: string;
      version: string | null;
      previous: string | null;
    },
  ): Promise<void> {
    const { trail, findClaim } = this.#parts;
    const claim = version === null ? null : await findClaim(name, version, alias).catch(() => null);
    trail.noteSeen({
      who: claim === null ? "unknown" : `${claim.who} (by its ${claim.by})`,
      action: "alias_seen",
      subject: `models:/${name}@${alias}`,
      origin: "registry",
      reason: claim?.reason ??
        (version === null
          ? "The registry no longer has the alias; nobody told who took it away"
          : claim === null
          ? "Seen in the registry; nobody told who moved it"
          : `Seen in the registry; its ${claim.by} says who moved it`),
      detail: { state: version, previous },
    });
  }
}
