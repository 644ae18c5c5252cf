import { SEEN_SENTENCES } from "@mlops/answers/audit_sentences";
import type { AuditTrail } from "./audit_trail.ts";

/** What watching aliases needs. */
export interface AliasWatchParts {
  /** Where moves are noted. */
  readonly trail: Pick<AuditTrail, "noteSeen">;
  /** Finds what the run of a version says of who moved an alias to it; `null`: nothing. */
  readonly findClaim: (name: string, version: string, alias: string) => Promise<Claim | null>;
  /** The present, in ms since 1970. */
  readonly timeOfDay: () => number;
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

/** Moves that are noted at one look, so that none waits long for it. */
const MAX_NOTED = 5;

/** A move that was seen. */
interface SeenMove {
  readonly name: string;
  readonly alias: string;
  /** The version, or `null`: the alias is gone. */
  readonly version: string | null;
  readonly previous: string | null;
  readonly seenMs: number;
}

/**
 * Notes where aliases lead, however they were moved: whatever writes the registry may do so without
 * telling anybody.
 */
export class AliasWatch {
  readonly #parts: AliasWatchParts;
  #known: ReadonlyMap<string, string> = new Map();
  /** The oldest first. */
  readonly #seen: SeenMove[] = [];

  /**
   * Begins without a look.
   *
   * @param parts What it needs.
   */
  constructor(parts: AliasWatchParts) {
    this.#parts = parts;
  }

  /**
   * Takes what a look at the registry found, and notes what was seen a while before and nobody has told;
   * it never rejects.
   *
   * @param name Name of the model.
   * @param aliases Versions by alias.
   */
  async saw(name: string, aliases: Readonly<Record<string, string>>): Promise<void> {
    const nowMs = this.#parts.timeOfDay();
    const found = new Map(Object.entries(aliases).slice(0, MAX_ALIASES));
    for (const alias of new Set([...found.keys(), ...this.#known.keys()])) {
      const [version, previous] = [found.get(alias) ?? null, this.#known.get(alias) ?? null];
      if (version !== previous) this.#seen.push({ name, alias, version, previous, seenMs: nowMs });
    }
    this.#known = found;
    for (let noted = 0; noted < MAX_NOTED; noted++) {
      const [oldest] = this.#seen;
      if (oldest === undefined || nowMs < oldest.seenMs + TELL_MS) break;
      this.#seen.shift();
      await this.#note(oldest);
    }
  }

  async #note({ name, alias, version, previous }: SeenMove): Promise<void> {
    const { trail, findClaim } = this.#parts;
    const claim = version === null ? null : await findClaim(name, version, alias).catch(() => null);
    trail.noteSeen({
      who: claim === null ? "unknown" : `${claim.who} (by its ${claim.by})`,
      action: "alias_seen",
      subject: `models:/${name}@${alias}`,
      origin: "registry",
      reason: claim?.reason ??
        (version === null
          ? SEEN_SENTENCES.aliasGone
          : claim === null
          ? SEEN_SENTENCES.aliasUntold
          : claim.by === "run"
          ? SEEN_SENTENCES.aliasToldByRun
          : SEEN_SENTENCES.aliasToldByRegistry),
      detail: { state: version, previous },
    });
  }
}
