import {
  actionsOfState,
  type AuditEntry,
  type AuditQuery,
  type KeptEntry,
} from "@mlops/prediction_log";

/** Entries that are kept: a few hundred kilobytes. */
const MAX_ENTRIES = 1_000;

/** The newest entries of an instance that has no database. */
export class MemoryAudit {
  /** The oldest first. */
  readonly #entries: KeptEntry[] = [];
  #nAdded = 0;

  /** Adds an entry; beyond a thousand the oldest is forgotten. */
  add(entry: AuditEntry): void {
    this.#nAdded++;
    this.#entries.push({ ...entry, id: this.#nAdded });
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
  }

  /**
   * Adds an entry of what was seen, unless the newest one of its subject tells the same state.
   *
   * @returns Whether it was new.
   */
  addIfNew(entry: AuditEntry): boolean {
    const actions = actionsOfState(entry.action);
    const newest = this.#entries.findLast(({ subject, action }) =>
      subject === entry.subject && actions.includes(action)
    );
    const state = entry.detail?.["state"] ?? null;
    if (newest !== undefined && (newest.detail?.["state"] ?? null) === state) return false;
    this.add(entry);
    return true;
  }

  /**
   * Reads entries, the newest first.
   *
   * @param query Which ones.
   * @returns The entries.
   */
  read({ limit, before, action }: AuditQuery): KeptEntry[] {
    return this.#entries
      .filter((entry) =>
        (before === null || entry.id < before) &&
        (action === null || entry.action === action)
      )
      .slice(-limit)
      .reverse();
  }
}
