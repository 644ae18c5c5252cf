/**
 * Keeps MLflow's artifacts as they come, between two backups: a restoration to a point in time needs
 * the files of a version that was registered a minute ago.
 *
 * @module
 */
import {
  type Backup,
  idOf,
  type KeptFile,
  momentOf,
  parseBackup,
  UnsteadyFileError,
} from "./backup.ts";
import type { Store, StoredFile } from "./store.ts";
import { keepFile, keptContents, listBackups, readBackup } from "./vault.ts";

const JOURNAL = "journal";

/** Entries of the journal are removed after so many days: backups of days are kept no longer, either. */
const JOURNAL_DAYS = 8;

const DAY_MS = 86_400_000;

/** Keeps artifacts that are new or changed since it looked last. */
export class Archive {
  readonly #store: Store;
  readonly #artifacts: Store;
  readonly #seen = new Map<string, StoredFile>();
  readonly #known = new Map<string, string>();
  #isOpen = false;

  /**
   * Prepares; nothing is read yet.
   *
   * @param store Takes the files.
   * @param artifacts MLflow's artifacts.
   */
  constructor(store: Store, artifacts: Store) {
    this.#store = store;
    this.#artifacts = artifacts;
  }

  /**
   * Looks at all artifacts once.
   *
   * @param now The present, in ms since 1970.
   * @returns How many files are new or changed.
   */
  async look(now: number): Promise<number> {
    await this.#open();
    const there = await keptContents(this.#store);
    const files: KeptFile[] = [];
    for (const [path, now] of await this.#artifacts.list("")) {
      const file = await this.#keep(path, now, there);
      if (file !== undefined && this.#known.get(path) !== file.sha256) files.push(file);
    }
    if (files.length === 0) return 0;
    const id = idOf(now);
    const entry: Backup = { id, rows: {}, dumps: [], artifacts: files };
    await this.#store.write(`${JOURNAL}/${id}.json`, new Blob([JSON.stringify(entry)]).stream());
    for (const { path, sha256 } of files) this.#known.set(path, sha256);
    return files.length;
  }

  async #open(): Promise<void> {
    if (this.#isOpen) return;
    for (const { path, sha256 } of await keptUntil(this.#store, Infinity)) {
      this.#known.set(path, sha256);
    }
    this.#isOpen = true;
  }

  async #keep(
    path: string,
    now: StoredFile,
    there: Map<string, number>,
  ): Promise<KeptFile | undefined> {
    const before = this.#seen.get(path);
    if (before?.sizeBytes === now.sizeBytes && before.changed === now.changed) return undefined;
    try {
      const kept = await keepFile(this.#store, { from: this.#artifacts, path, there });
      this.#seen.set(path, now);
      return kept;
    } catch (error) {
      // Removed meanwhile, or still being written: the next look sees.
      if (error instanceof UnsteadyFileError) return undefined;
      throw error;
    }
  }
}

/**
 * Lists the artifacts that were kept until a moment: those of the last backup before it, and what the
 * journal adds.
 *
 * @param store Where.
 * @param moment In ms since 1970.
 * @returns Each path once, as it was last.
 */
export async function keptUntil(store: Store, moment: number): Promise<readonly KeptFile[]> {
  const files = new Map<string, KeptFile>();
  const isBefore = (id: string) => (momentOf(id) ?? Infinity) <= moment;
  const newest = (await listBackups(store)).findLast(isBefore);
  const backup = newest === undefined ? [] : (await readBackup(store, newest)).artifacts;
  for (const file of backup) files.set(file.path, file);
  for (const id of await journal(store)) {
    if (!isBefore(id)) continue;
    for (const file of (await readEntry(store, id)).artifacts) files.set(file.path, file);
  }
  return [...files.values()];
}

/**
 * Removes entries of the journal that no restoration needs any more.
 *
 * @param store Where.
 * @param now The present, in ms since 1970.
 * @returns sha256 of the contents that the others refer to.
 */
export async function pruneJournal(store: Store, now: number): Promise<Set<string>> {
  const needed = new Set<string>();
  for (const id of await journal(store)) {
    if ((momentOf(id) ?? 0) < now - JOURNAL_DAYS * DAY_MS) {
      await store.remove(`${JOURNAL}/${id}.json`);
    } else {
      for (const { sha256 } of (await readEntry(store, id)).artifacts) needed.add(sha256);
    }
  }
  return needed;
}

async function journal(store: Store): Promise<string[]> {
  const names = [...(await store.list(JOURNAL)).keys()];
  return names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5)).toSorted();
}

async function readEntry(store: Store, id: string): Promise<Backup> {
  const name = `${JOURNAL}/${id}.json`;
  return parseBackup(await new Response(await store.read(name)).text(), name);
}
